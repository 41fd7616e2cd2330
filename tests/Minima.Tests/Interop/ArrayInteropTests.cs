using System.Globalization;
using Minima.Data;
using Minima.Formats;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Interop;

/// <summary>NumPy and PyTorch read what is written here, and what they write is read here, to the bit.</summary>
public sealed class ArrayInteropTests : IDisposable
{
    private static readonly Network Network = Network.Perceptron(5, [4, 3], 2, Activation.Relu);

    private readonly TemporaryFolder _folder = new();
    private readonly Snapshot _snapshot = new(Network, Samples.At(3, 1, Network), 7, Samples.Configuration.Identity);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Npz_OfOurs_IsReadByNumPyToTheBit()
    {
        _snapshot.Parameters.Values[3] = float.NaN;
        _snapshot.Parameters.Values[4] = float.NegativeInfinity;
        Conversion.Write(_snapshot, _folder["model.npz"]);
        string printed = Run("""
            import json, numpy as np
            f = np.load("model.npz")
            for name in f:
                if name != "__metadata__":
                    print(name, f[name].dtype, f[name].shape, f[name].tobytes().hex())
            print(json.loads(bytes(f["__metadata__"]))["epoch"])
            """);
        Assert.Equal(string.Concat(Network.Layout.Slots.Select(Expected)) + "7\n", printed);

        string Expected(ParameterSlot slot)
        {
            string shape = slot.Shape.Count == 1 ? $"({slot.Shape[0]},)" : $"({slot.Shape[0]}, {slot.Shape[1]})";
            return $"{slot.Name} float32 {shape} {Convert.ToHexStringLower(Tensor.FromFloats("", slot.Shape, _snapshot.Parameters[slot]).Bytes.Span)}\n";
        }
    }

    [Fact]
    public void Npz_OfTheSameArrays_HasNumPysArraysByteForByte()
    {
        // The zip file around them depends on the version of Python; what is in it does not.
        Run("""
            import numpy as np
            np.savez("theirs.npz", a=np.arange(6, dtype="<f4").reshape(2, 3), b=np.arange(3, dtype="<i8"), c=np.array(True),
                     d=np.zeros((0, 1000000), "<f8"), e=np.zeros((1, 1, 1, 1, 1, 1, 1, 2), "<u2"), ü=np.array([1], "u1"))
            """);
        var theirs = Npz.Read(_folder["theirs.npz"]);
        Assert.Equal(["a", "b", "c", "d", "e", "ü"], theirs.Tensors.Select(static tensor => tensor.Name));
        theirs.Write(_folder["ours.npz"]);
        Assert.Equal("True\n", Run("""
            import zipfile
            a, b = zipfile.ZipFile("theirs.npz"), zipfile.ZipFile("ours.npz")
            print(b.testzip() is None and a.namelist() == b.namelist() and all(a.read(name) == b.read(name) for name in a.namelist()))
            """));
    }

    [Theory]
    [InlineData("np.savez('f.npz', **{'a.W': w, 'a.b': b, 'z.W': v, 'z.b': c})")]
    [InlineData("np.savez_compressed('f.npz', W1=w, b1=b, W2=v, b2=c)")]
    [InlineData("np.savez('f.npz', w, b, v, c)")]
    [InlineData("np.savez('f.npz', w.T, b, v.T, c)")]
    [InlineData("np.savez('f.npz', **{'0.weight': w.T, '0.bias': b, '2.weight': v.T, '2.bias': c})")]
    [InlineData("np.savez('f.npz', **{'dense/kernel:0': w, 'dense/bias:0': b, 'dense_1/kernel:0': v, 'dense_1/bias:0': c})")]
    [InlineData("np.savez('f.npz', W_1=np.asfortranarray(w), b_1=b.astype('>f4'), W_2=v.astype('>f8'), b_2=c.astype('f8'))")]
    public void Npz_OfTheirs_IsTheNetwork(string save)
    {
        string printed = Run($"""
            import numpy as np
            r = np.random.RandomState(1)
            w, b, v, c = (r.randn(*s).astype("f4") for s in [(5, 4), (4,), (4, 3), (3,)])
            {save}
            print(" ".join(float(x).hex() for a in (w, b, v, c) for x in a.ravel()))
            """);
        Snapshot read = SnapshotName.Read(_folder["f.npz"]);
        Assert.Equal([(5, 4), (4, 3)], read.Network.Layers.Select(static layer => (layer.Inputs, layer.Outputs)));
        Assert.Equal(printed.Trim().Split(' ').Select(ReadHex), read.Parameters.Values);
    }

    [Fact]
    public void TorchLayout_OfOurs_IsTakenByLoadStateDict()
    {
        Conversion.Write(_snapshot, _folder["model.safetensors"], ArrayLayout.Torch);
        Conversion.Write(_snapshot, _folder["model.npz"], ArrayLayout.Torch);
        string printed = Run("""
            import json, struct, numpy as np, torch
            from torch import nn
            net = nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
            def show():
                print(" ".join(float(x).hex() for m in net if isinstance(m, nn.Linear) for p in (m.weight.T, m.bias) for x in p.reshape(-1)))

            raw = open("model.safetensors", "rb").read()
            start = 8 + struct.unpack("<Q", raw[:8])[0]
            head = {name: info for name, info in json.loads(raw[8:start]).items() if name != "__metadata__"}
            net.load_state_dict({name: torch.from_numpy(np.frombuffer(raw[start:], "<f4")[a // 4:b // 4].reshape(info["shape"]).copy())
                                 for name, info in head.items() for a, b in [info["data_offsets"]]})
            show()

            for p in net.parameters():
                p.data.zero_()
            net.load_state_dict({name: torch.from_numpy(a) for name, a in np.load("model.npz").items() if name != "__metadata__"})
            show()
            """);
        string[] lines = printed.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(_snapshot.Parameters.Values, line.Split(' ').Select(ReadHex)));
    }

    [Fact]
    public void Safetensors_OfAPyTorchNetwork_IsReadToTheBit()
    {
        string printed = Run("""
            import json, struct, torch
            from torch import nn
            torch.manual_seed(1)
            net = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))
            head, data = {"__metadata__": {"format": "pt"}}, b""
            for name, p in sorted(net.state_dict().items()):
                raw = p.numpy().tobytes()
                head[name] = {"dtype": "F32", "shape": list(p.shape), "data_offsets": [len(data), len(data) + len(raw)]}
                data += raw
            text = json.dumps(head).encode()
            text += b" " * (-len(text) % 8)
            open("theirs.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + data)
            print(" ".join(float(x).hex() for m in (net[0], net[2]) for p in (m.weight.T, m.bias) for x in p.reshape(-1)))
            """);
        Snapshot read = SnapshotName.Read(_folder["theirs.safetensors"]);
        Assert.Equal(printed.Trim().Split(' ').Select(ReadHex), read.Parameters.Values);
    }

    [Fact]
    public void Data_AsKerasHasIt_HasTheFingerprintOfTheIdxFiles()
    {
        _folder.AddSmall("idx");
        Run("""
            import numpy as np
            def read(name, start):
                return np.frombuffer(open("idx/" + name, "rb").read(), np.uint8)[start:]
            x, y = read("train-images-idx3-ubyte", 16).reshape(-1, 3, 2), read("train-labels-idx1-ubyte", 8)
            t, u = read("t10k-images-idx3-ubyte", 16).reshape(-1, 3, 2), read("t10k-labels-idx1-ubyte", 8)
            np.savez("bytes.npz", x_train=x, y_train=y, x_test=t, y_test=u)
            np.savez_compressed("floats.npz", x_train=x / np.float32(256), y_train=y.astype(np.int64), x_test=t.reshape(4, 6) / 256, y_test=u)
            """);
        string expected = IdxFolder.Load(_folder["idx"]).Fingerprint;
        var locator = new DataLocator([]);
        Assert.Equal(expected, locator.Load(_folder["bytes.npz"]).Fingerprint);
        Assert.Equal(expected, locator.Load(_folder["floats.npz"]).Fingerprint);
    }

    [Fact]
    public void Inspect_OfNumPysArrays_AgreesWithNumPy()
    {
        string printed = Run("""
            import numpy as np
            r = np.random.RandomState(5)
            arrays = [(r.randn(7, 11) * 100).astype(t) for t in ("f2", "f4", ">f8", "i1", "u2", "i4", ">i8", "u8", "?")]
            np.savez("f.npz", *arrays)
            for a in arrays:
                d = a.astype("f8")
                print(*(float(x).hex() for x in (np.sqrt((d * d).sum()), d.min(), d.max(), d.mean())), (d == 0).sum(), a.size)
            """);
        NumberSummary[] found = [.. Inspection.Of(_folder["f.npz"], cancellation: TestContext.Current.CancellationToken).Arrays.Select(static array => array.Numbers)];
        foreach ((NumberSummary summary, string[] theirs) in found.Zip(printed.TrimEnd().Split('\n').Select(static line => line.Split(' '))))
        {
            // Least and largest to the bit; sums up to the order of summation.
            Assert.Equal((ReadHexDouble(theirs[1]), ReadHexDouble(theirs[2])), (summary.Least, summary.Largest));
            Assert.True(Math.Abs(summary.L2!.Value - ReadHexDouble(theirs[0])) <= 1e-14 * ReadHexDouble(theirs[0]), summary.ToString());
            Assert.True(Math.Abs(summary.Mean!.Value - ReadHexDouble(theirs[3])) <= 1e-15 * ReadHexDouble(theirs[0]), summary.ToString());
            Assert.Equal((theirs[4], theirs[5]), ($"{summary.Zeros}", $"{summary.Count}"));
        }

        Assert.Equal(9, found.Length);
    }

    private string Run(string script) => Python.Run(_folder.Path, script);

    private static float ReadHex(string text) => (float)ReadHexDouble(text);

    /// <summary>Python's <c>float.hex</c>: <c>-0x1.91eb86p+1</c>.</summary>
    private static double ReadHexDouble(string text)
    {
        string digits = text.TrimStart('-')[2..];
        string mantissa = digits[..digits.IndexOf('p')].Replace(".", "", StringComparison.Ordinal);
        int exponent = int.Parse(digits[(digits.IndexOf('p') + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        double value = Math.ScaleB(long.Parse(mantissa, NumberStyles.HexNumber, CultureInfo.InvariantCulture), exponent - (4 * (mantissa.Length - 1)));
        return text[0] == '-' ? -value : value;
    }
}
