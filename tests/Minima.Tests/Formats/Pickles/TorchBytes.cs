using Minima.Formats;

namespace Minima.Tests.Formats.Pickles;

/// <summary>Writes archives as <c>torch.save</c> does.</summary>
internal static class TorchBytes
{
    public static byte[] Archive(Action<PickleWriter> pickle, params (string Name, byte[] Content)[] others)
    {
        var writer = new PickleWriter();
        pickle(writer);
        return ZipWriter.Store([("m/data.pkl", writer.End()), .. others.Select(static file => ("m/" + file.Name, file.Content)), ("m/version", "3\n"u8.ToArray())]);
    }

    public static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static PickleWriter Storage(this PickleWriter writer, string key, long count, string type = "FloatStorage") =>
        writer.Tuple(w => w.Text("storage"), w => w.Global(type == "UntypedStorage" ? "torch.storage" : "torch", type), w => w.Text(key), w => w.Text("cpu"), w => w.Long(count)).Op("Q");

    /// <summary>A view of a storage of <paramref name="count"/> elements.</summary>
    public static PickleWriter Tensor(
        this PickleWriter writer, string key, long count, long[] shape, long[] strides, long offset = 0, string type = "FloatStorage") => writer
        .Global("torch._utils", "_rebuild_tensor_v2").Tuple(
            w => w.Storage(key, count, type), w => w.Long(offset), w => w.Lengths(shape), w => w.Lengths(strides), w => w.Raw(0x89), w => w.Global("collections", "OrderedDict").Op(")R"))
        .Op("R");

    public static PickleWriter State(this PickleWriter writer, params (string Name, Action<PickleWriter> Value)[] items)
    {
        writer.Global("collections", "OrderedDict").Op(")R(");
        foreach ((string name, Action<PickleWriter> value) in items)
            value(writer.Text(name));
        return writer.Op("u").Dictionary(("_metadata", w => w.Op("}"))).Op("b");
    }

    /// <summary>A network of 3, 2 and 2 units.</summary>
    public static byte[] Small() => Archive(
        w => w.State(
            ("0.weight", t => t.Tensor("0", 6, [2, 3], [3, 1])), ("0.bias", t => t.Tensor("1", 2, [2], [1])),
            ("2.weight", t => t.Tensor("2", 4, [2, 2], [1, 2])), ("2.bias", t => t.Tensor("1", 2, [2], [1]))),
        ("data/0", Bytes(1, 2, 3, 4, 5, 6)), ("data/1", Bytes(7, 8)), ("data/2", Bytes(1, 2, 3, 4)));
}
