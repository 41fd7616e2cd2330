using Minima.Tests.Cli;
using Minima.Tests.Interop;

namespace Minima.Tests.Documentation;

/// <summary>The commands and the Python of docs/formats.md, run as they stand there, on a small data set.</summary>
public sealed class PythonExampleTests : IDisposable
{
    // What the page takes for granted: MNIST's test examples as Keras has them, and a network with the modules fc1 and fc2.
    private const string Before = """
        import numpy as np, torch
        from torch import nn
        def idx(name, start):
            return np.fromfile("digits/t10k-" + name, np.uint8)[start:]
        np.savez("mnist.npz", x_test=idx("images-idx3-ubyte", 16).reshape(-1, 28, 28), y_test=idx("labels-idx1-ubyte", 8))
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc1, self.fc2 = nn.Linear(784, 500), nn.Linear(500, 10)
        net = Net()

        """;

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Formats_PythonExamples_PrintWhatTheySay()
    {
        string[] page = File.ReadAllLines(Path.Combine(CommandLineTests.Root(), "docs", "formats.md"));
        _line.AddDigits("digits", 600, 100);
        Outcome trained = _line.Train("runs/try", "--data", "~/digits", "--hidden", "500", "--batch-size", "20", "--epochs", "2", "--save-every", "2");
        Assert.True(trained.ExitCode == 0, trained.Messages);
        Outcome tested = _line.Run("test", "~/runs/try@2", "--json");
        Assert.True(tested.ExitCode == 0, tested.Messages);

        string[] conversions = [.. page.Where(static line => line.StartsWith("    minima convert ", StringComparison.Ordinal))];
        Assert.Equal(4, conversions.Length);
        foreach (string conversion in conversions)
        {
            string[] words = conversion.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Outcome converted = _line.Run(["convert", "~/" + words[2], "~/" + words[3], .. words[4..]]);
            Assert.True(converted.ExitCode == 0, converted.Messages);
        }

        string errors = $"{tested.Json.GetProperty("errors").GetInt32()} test errors\n";
        const string Matched = "<All keys matched successfully>\n";
        Assert.Equal(errors + "2\nTrue\n" + Matched + Matched + errors, Python.Run(_line[""], Before + Examples(page)));

        // The last example writes a file of PyTorch's arrays for us.
        Outcome inspected = _line.Run("inspect", "~/net.npz");
        Assert.True(inspected.ExitCode == 0, inspected.Messages);
        Assert.Contains("network 784-20-10 (tanh, softmax)", inspected.Results);
    }

    /// <summary>What stands between the fences of Python, in the order of the page.</summary>
    private static string Examples(string[] page)
    {
        var code = new List<string>();
        bool inside = false;
        foreach (string line in page)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inside = line == "```python";
            else if (inside)
                code.Add(line);
        }

        return string.Join('\n', code);
    }
}
