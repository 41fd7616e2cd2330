using System.Text.Json;
using Minima.Cli;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class ReproduceContinuedTests : IDisposable
{
    private readonly CommandLine _line = new();

    public ReproduceContinuedTests()
    {
        // Enough for a batch of the experiment's 20.
        Directory.CreateDirectory(_line["data"]);
        Write("train-images-idx3-ubyte", IdxBytes.Images(60, 3, 2));
        Write("train-labels-idx1-ubyte", IdxBytes.Labels(60, 3));
        Write("t10k-images-idx3-ubyte", IdxBytes.Images(4, 3, 2, shift: 100));
        Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(4, 2));

        void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_line["data"], name), content);
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Reproduce_WithDataAuto_GoesOnWithTheDataOfItsRuns()
    {
        Assert.Equal(ExitCode.Done, _line.Run("reproduce", "--data", "~/data", "--epochs", "10", "--threads", "1", "--out", "~/runs").ExitCode);
        Outcome outcome = _line.Run("reproduce", "--epochs", "20", "--threads", "1", "--out", "~/runs", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal("completed", outcome.Json.GetProperty("outcome").GetString());
        Assert.Equal(_line["data"], outcome.Json.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(20, Run.Open(Path.Combine(_line["runs"], "rand")).Metrics[^1].Epoch);
    }

    [Fact]
    public async Task Reproduce_Stopped_PrintsTheDocumentAllTheSame()
    {
        using var interruption = new Interruption();
        string metrics = Path.Combine(_line["runs"], "zero", "metrics.csv");
        var stopping = Task.Run(
            () =>
            {
                SpinWait.SpinUntil(() => File.Exists(metrics), TimeSpan.FromSeconds(30));
                interruption.Raise(ExitCode.Interrupted);
            },
            TestContext.Current.CancellationToken);
        Outcome outcome = _line.Run(
            interruption, null, "reproduce", "--data", "~/data", "--epochs", "100000", "--threads", "1", "--out", "~/runs", "--json");
        await stopping;
        Assert.Equal(ExitCode.Interrupted, outcome.ExitCode);
        Assert.Equal("stopped", outcome.Json.GetProperty("outcome").GetString());
        Assert.Contains("the same command continues it", outcome.Json.GetProperty("sentence").GetString());
        Assert.Equal(0, outcome.Json.GetProperty("claims").GetArrayLength());
        Assert.Equal(2, outcome.Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(JsonValueKind.Object, outcome.Json.GetProperty("data").ValueKind);
    }

    [Theory]
    [InlineData("--threads", "-1")]
    [InlineData("--epochs", "-5")]
    public void Reproduce_WithANegativeNumber_SaysWhatIsExpected(string option, string value)
    {
        Outcome outcome = _line.Run("reproduce", option, value, "--data", "~/data", "--out", "~/runs");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.StartsWith($"error: {option}", outcome.Messages);
        Assert.Contains("a whole number from 1 to", outcome.Messages);
    }
}
