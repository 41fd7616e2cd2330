using System.Runtime.InteropServices;
using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Tests.Minimisation;
using Minima.Tests.Networks;

namespace Minima.Tests.Interop;

/// <summary>Twenty steps of a small network by PyTorch's own optimisers and schedulers, in double precision, and by Minima.</summary>
public sealed class MinimiserInteropTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Cases => new()
    {
        { "momentum", "torch.optim.SGD(groups(0.02), lr=0.05, momentum=0.9)" },
        { "nesterov", "torch.optim.SGD(groups(0.02), lr=0.05, momentum=0.8, nesterov=True)" },
        { "adam", "torch.optim.Adam(groups(0.02), lr=0.002)" },
        { "adamw", "torch.optim.AdamW(groups(0.2), lr=0.002, betas=(0.8, 0.99), eps=1e-6)" },
        { "cosine", "torch.optim.SGD(groups(0.02), lr=0.1)" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void TwentySteps_OfPyTorch_AreMinimas(string kind, string optimiser)
    {
        // Five batches an epoch, four epochs. AdamW's case has the cosine schedule with warm-up as well, the plain one too.
        DescentOptions options = kind switch
        {
            "momentum" => new() { LearningRate = 0.05, L2 = 0.01, Minimiser = new Momentum() },
            "nesterov" => new() { LearningRate = 0.05, L2 = 0.01, Minimiser = new Momentum(0.8, Nesterov: true) },
            "adam" => new() { LearningRate = 0.002, L2 = 0.01, Minimiser = new Adam() },
            "adamw" => new() { LearningRate = 0.002, L2 = 0.1, Minimiser = new Adam(0.8, 0.99, 1e-6, DecoupledDecay: true), Schedule = new(1, 4) },
            _ => new() { LearningRate = 0.1, L2 = 0.01, Schedule = new(1, 4) },
        };
        DataSet data = SmallData.Dense(train: 100, width: 9, classes: 4);
        Network network = Network.Perceptron(9, [7], 4);
        Parameters start = SmallData.Point(network, 71);
        var inputs = new float[100 * 9];
        for (int n = 0; n < 100; n++)
            data.Train.CopyRow(n, inputs.AsSpan(n * 9, 9));
        File.WriteAllBytes(_folder["x"], MemoryMarshal.AsBytes<float>(inputs).ToArray());
        File.WriteAllBytes(_folder["y"], data.Train.Labels.ToArray());
        File.WriteAllBytes(_folder["start"], MemoryMarshal.AsBytes<float>(start.Values).ToArray());
        string[] order = [.. network.Layout.Slots.Select(static slot => slot.Name)];
        Assert.Equal(["hidden.W", "hidden.b", "output.W", "output.b"], order);
        Python.Run(_folder.Path, $$"""
            import numpy as np, torch
            x = torch.tensor(np.fromfile("x", "<f4").reshape(5, 20, 9).astype("f8"))
            y = torch.tensor(np.fromfile("y", "u1").reshape(5, 20).astype("i8"))
            s = np.fromfile("start", "<f4").astype("f8")
            parts = np.split(s, np.cumsum([63, 7, 28]))
            W, b, V, c = [torch.tensor(p.reshape(shape), requires_grad=True) for p, shape in zip(parts, [(9, 7), (7,), (7, 4), (4,)])]
            def groups(decay):
                return [{"params": [W, V], "weight_decay": decay}, {"params": [b, c], "weight_decay": 0.0}]
            optimiser = {{optimiser}}
            rates = None
            if {{(options.Schedule is null ? "False" : "True")}}:
                s = torch.optim.lr_scheduler
                rates = s.SequentialLR(optimiser, [s.LambdaLR(optimiser, lambda step: step / 5), s.CosineAnnealingLR(optimiser, 15)], [5])
            for step in range(20):
                optimiser.zero_grad()
                z = torch.tanh(x[step % 5] @ W + b) @ V + c
                torch.nn.functional.cross_entropy(z, y[step % 5]).backward()
                optimiser.step()
                if rates: rates.step()
            np.concatenate([p.detach().numpy().ravel() for p in (W, b, V, c)]).tofile("end")
            """);
        double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(_folder["end"])).ToArray();
        using var descent = new Descent(network, data, options, 2);
        Parameters end = PathRecorder.Follow(descent, start, 4).Last;
        Assert.True(expected.Zip(start.Values).Max(static pair => Math.Abs(pair.First - pair.Second)) > 0.01);
        double largest = expected.Zip(end.Values).Max(static pair => Math.Abs(pair.First - pair.Second));
        Assert.True(largest <= 2e-6, $"The largest difference is {largest:E2}.");
    }
}
