using Minima.Data;
using Minima.Formats;
using Minima.Formats.Pickles;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Interop;

/// <summary>What Python pickles and what PyTorch saves is read here, to the bit.</summary>
public sealed class PickleInteropTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Arrays_OfEachProtocol_AreReadToTheBit(int protocol)
    {
        string printed = Run($$"""
            import pickle, numpy as np
            r = np.random.RandomState(1)
            arrays = {t: (r.randn(3, 4) * 50).astype(t) for t in ["<f4", "<f8", ">f4", "<f2", "|u1", "|i1", "<i8", ">i2", "<u4", "|b1"]}
            arrays["fortran"] = np.asfortranarray(arrays["<f4"])
            arrays["transposed"] = arrays["<f8"].T
            arrays["every second"] = arrays["<f4"][:, ::2]
            arrays["empty"] = np.zeros((0, 3), "f4")
            arrays["number"] = np.array(1.5)
            pickle.dump(arrays, open("a.pkl", "wb"), {{protocol}})
            for name, a in arrays.items():
                print(name, a.shape, np.ascontiguousarray(a).astype(a.dtype.newbyteorder("<")).tobytes().hex(), sep="|")
            """);
        IReadOnlyList<Tensor> tensors = ArrayFile.Read(_folder["a.pkl"]).Tensors;
        Assert.Equal(
            printed,
            string.Concat(tensors.Select(static tensor =>
                $"{tensor.Name}|({string.Join(", ", tensor.Shape)}{(tensor.Shape.Count == 1 ? "," : "")})|{Convert.ToHexStringLower(tensor.Bytes.Span)}\n")));
        Assert.Equal(15, tensors.Count);
    }

    [Theory]
    [InlineData("torch.save(net.state_dict(), 'm.pt')", 0)]
    [InlineData("torch.save(dict(net.state_dict()), 'm.pt')", 0)]
    [InlineData("torch.save({'epoch': 3, 'best': np.float64(0.5), 'model_state_dict': net.state_dict(), 'opt': opt.state_dict(), 'loss': 0.25}, 'm.pt')", 1)]
    [InlineData("torch.save(dict(net.named_parameters()), 'm.pt')", 0)]
    [InlineData("torch.save({k: v.t().contiguous().t() for k, v in net.state_dict().items()}, 'm.pt')", 0)]
    [InlineData("flat = torch.nn.utils.parameters_to_vector(net.parameters()).detach(); torch.nn.utils.vector_to_parameters(flat, net.parameters()); torch.save(net.state_dict(), 'm.pt')", 0)]
    [InlineData("torch.save(net.double().state_dict(), 'm.pt')", 1)]
    [InlineData("net.half().float(); torch.save(net.half().state_dict(), 'm.pt')", 0)]
    [InlineData("torch.save(net.bfloat16().state_dict(), 'm.pt')", 0)]
    public void StateDictionary_OfTorchSave_IsTheNetwork(string save, int notes)
    {
        Run($"""
            import numpy as np, torch
            torch.manual_seed(7)
            net = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3))
            opt = torch.optim.Adam(net.parameters())
            net(torch.ones(1, 5)).sum().backward()
            opt.step()
            {save}
            with open("expected", "wb") as f:
                for layer in (net[0], net[2]):
                    for p in (layer.weight.t(), layer.bias):
                        f.write(p.detach().float().contiguous().numpy().tobytes())
            """);
        Snapshot read = Snapshot.Read(_folder["m.pt"]);
        Assert.Equal(File.ReadAllBytes(_folder["expected"]), System.Runtime.InteropServices.MemoryMarshal.AsBytes(read.Parameters.Values).ToArray());
        Assert.Equal([(5, 4), (4, 3)], read.Network.Layers.Select(static layer => (layer.Inputs, layer.Outputs)));
        Assert.Equal(2 + notes, read.Assumptions.Count);
    }

    [Fact]
    public void Modules_AndOldFiles_AreRefusedWithAWayOut()
    {
        Run("""
            import torch
            net = torch.nn.Linear(2, 2)
            torch.save(net, "module.pt")
            torch.save(net.state_dict(), "old.pt", _use_new_zipfile_serialization=False)
            torch.jit.script(net).save("script.pt")
            """);
        IdxBytes.Refused(() => Snapshot.Read(_folder["module.pt"]), "'torch.nn.modules.linear.Linear'", "torch.save(model.state_dict()");
        IdxBytes.Refused(() => Snapshot.Read(_folder["old.pt"]), "before PyTorch 1.6");
        IdxBytes.Refused(() => Snapshot.Read(_folder["script.pt"]), "'__torch__", "torch.save(model.state_dict()");
    }

    [Fact]
    public void Attacks_OfPython_AreRefusedByName()
    {
        Run("""
            import os, pickle
            class Evil:
                def __reduce__(self):
                    return os.system, ("touch owned",)
            for protocol in range(6):
                pickle.dump(Evil(), open(f"evil{protocol}.pkl", "wb"), protocol)
            """);
        for (int protocol = 2; protocol <= 5; protocol++)
            IdxBytes.Refused(() => Snapshot.Read(_folder[$"evil{protocol}.pkl"]), "'posix.system'", "(at byte ");
        IdxBytes.Refused(() => PickleMachine.Read(new MemoryStream(File.ReadAllBytes(_folder["evil1.pkl"])), new FileInfo(_folder["evil1.pkl"]).Length, static what => new(what)), "'posix.system'");
        Assert.False(File.Exists(_folder["owned"]));
    }

    [Theory]
    [InlineData("{'hidden.W': a, 'hidden.b': a[0]}")]
    [InlineData("[a, a[0]]")]
    [InlineData("(a, a[0])")]
    [InlineData("((a, a[0]), (a, a[0]), (a, a[0]))")]
    [InlineData("a")]
    public void OldProtocols_AreRefusedAsWhatTheyAre(string content)
    {
        Run($"""
            import pickle, numpy as np
            a = np.ones((2, 3), "f4")
            for protocol in (0, 1):
                pickle.dump({content}, open(f"old{"{protocol}"}.pkl", "wb"), protocol)
            """);
        for (int protocol = 0; protocol <= 1; protocol++)
        {
            string file = _folder[$"old{protocol}.pkl"];
            IdxBytes.Refused(() => Snapshot.Read(file), "protocol 0 or 1", "numpy.savez");
            IdxBytes.Refused(() => DataFile.Load(file), "protocol 0 or 1", "numpy.savez");
        }
    }

    /// <summary>As Python 3 pickles it, in each protocol that is read.</summary>
    [Fact]
    public void MnistPickle_OfPython_HasTheFingerprintOfTheIdxFiles()
    {
        _folder.AddSmall("idx");
        Run("""
            import gzip, pickle, numpy as np
            def read(name, start):
                return np.frombuffer(open("idx/" + name, "rb").read(), np.uint8)[start:]
            x, y = (read("train-images-idx3-ubyte", 16).reshape(-1, 6) / 256).astype("f4"), read("train-labels-idx1-ubyte", 8).astype("i8")
            t, u = (read("t10k-images-idx3-ubyte", 16).reshape(-1, 6) / 256).astype("f4"), read("t10k-labels-idx1-ubyte", 8).astype("i8")
            for protocol in range(2, 6):
                with gzip.open(f"p{protocol}.pkl.gz", "wb") as f:
                    pickle.dump(((x[:10], y[:10]), (x[10:], y[10:]), (t, u)), f, protocol)
            """);
        string expected = IdxFolder.Load(_folder["idx"]).Fingerprint;
        for (int protocol = 2; protocol <= 5; protocol++)
            Assert.Equal(expected, new DataLocator([]).Load(_folder[$"p{protocol}.pkl.gz"]).Fingerprint);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void MnistPickle_OfAllDigits_IsMnist(int protocol)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MINIMA_LONG") == "1", "Writes and reads 220 MB; MINIMA_LONG=1 runs it.");
        MnistTests.SkipWithoutMnist();
        string source = Path.Combine(Path.GetFullPath(Environment.GetEnvironmentVariable("MINIMA_DATA")!), "mnist");
        foreach (string name in IdxFolder.Names)
            _folder.Add(name, Values(name));
        Run($"""
            import gzip, pickle, numpy as np
            def read(name, kind):
                return np.fromfile(name, np.uint8).reshape((-1, 784) if kind == "f4" else -1).astype(kind)
            x, y = read("{IdxFolder.TrainImages}", "f4") / np.float32(256), read("{IdxFolder.TrainLabels}", "i8")
            t, u = read("{IdxFolder.TestImages}", "f4") / np.float32(256), read("{IdxFolder.TestLabels}", "i8")
            with gzip.open("mnist.pkl.gz", "wb", 1) as f:
                pickle.dump(((x[:50000], y[:50000]), (x[50000:], y[50000:]), (t, u)), f, {protocol})
            """);
        DataSet data = new DataLocator([]).Load(_folder["mnist.pkl.gz"]);
        Assert.Equal(Mnist.Fingerprint, data.Fingerprint);
        Assert.StartsWith("MNIST:", data.Description);

        byte[] Values(string name)
        {
            string path = IdxFolder.Find(source, name)!;
            return (name.Contains("images") ? IdxReader.ReadImages(path) : IdxReader.ReadLabels(path)).Values;
        }
    }

    private string Run(string script) => Python.Run(_folder.Path, script);
}
