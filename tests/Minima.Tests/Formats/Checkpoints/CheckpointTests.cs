using System.Text;
using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Tests.Fuzzing;

namespace Minima.Tests.Formats.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private const string Index = "m.safetensors.index.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_SeveralFiles_HasTheTensorsOfAll()
    {
        AddShards();
        foreach (string name in new[] { _folder.Path, _folder[Index] })
        {
            var checkpoint = Checkpoint.Open(name);
            Assert.Equal(["a", "b"], checkpoint.Tensors.Select(static tensor => tensor.Name));
            Assert.Equal([0, 1], checkpoint.Tensors.Select(static tensor => tensor.Shard));
            using var reader = new CheckpointReader(checkpoint);
            byte[] bytes = new byte[8];
            reader.Read(1, checkpoint.Tensors[1].Offset, bytes);
            Assert.Equal([3f, 4f], [BitConverter.ToSingle(bytes), BitConverter.ToSingle(bytes, 4)]);
            Assert.Equal(8, reader.BytesRead);
        }
    }

    [Fact]
    public void Open_ShardMissing_NamesIt()
    {
        AddShards();
        File.Delete(_folder["m-2.safetensors"]);
        Assert.Contains("'m-2.safetensors'", Refusal());
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","c":"m-2.safetensors"}}""", "'b', which by the index is in none")]
    [InlineData("""{"weight_map":{"a":"m-2.safetensors","b":"m-1.safetensors"}}""", "does not fit its files")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-2.safetensors"}}""", "'c' is in none of them")]
    [InlineData("""{"weight_map":{"a":"../m-1.safetensors"}}""", "beside the index is expected")]
    [InlineData("""{"weight_map":{"a":"/etc/m-1.safetensors"}}""", "beside the index is expected")]
    [InlineData("""{"weight_map":{"a":"m-1.safetensors","a":"m-2.safetensors"}}""", "names a tensor twice")]
    [InlineData("""{"weight_map":{"a":1}}""", "is no text")]
    [InlineData("""{"weight_map":{}}""", "names 0 files")]
    [InlineData("""[]""", "it is not")]
    [InlineData("""{""", "not valid JSON")]
    public void Open_IndexThatDoesNotFit_SaysWhy(string index, string message)
    {
        AddShards();
        _folder.Add(Index, Encoding.UTF8.GetBytes(index));

        // The folder then holds files that are no part of the index: the index itself is named.
        Assert.Contains(message, Assert.Throws<UnusableInputException>(() => Checkpoint.Open(_folder[Index])).Message);
    }

    [Fact]
    public void Read_FileWrittenSince_IsRefused()
    {
        AddShards();
        var checkpoint = Checkpoint.Open(_folder.Path);
        checkpoint.DemandUnchanged();
        File.SetLastWriteTimeUtc(_folder["m-1.safetensors"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var reader = new CheckpointReader(checkpoint);
        Assert.Contains("changed while it was read", Assert.Throws<UnusableInputException>(() => reader.Read(0, 0, new byte[8])).Message);
        Assert.Throws<UnusableInputException>(checkpoint.DemandUnchanged);
    }

    [Fact]
    [Trait("Kind", "Fuzz")]
    public void Index_Mutated_IsReadOrRefused() => FuzzReader.Run(
        [Encoding.UTF8.GetBytes("""{"metadata":{"total_size":16},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""")],
        static file => ShardIndex.Parse(file, "f"), FuzzReader.Count, 1);

    [Fact]
    [Trait("Kind", "Fuzz")]
    public void Header_Mutated_LiesWithinTheFileOrIsRefused() => FuzzReader.Run(
        [new Safetensors(new Dictionary<string, string> { ["format"] = "pt" }, [Tensor.FromFloats("a", [2, 2], [1, 2, 3, 4]), Tensor.FromDoubles("b", [1], [5])]).ToBytes()],
        static file =>
        {
            (_, _, IReadOnlyList<CheckpointTensor> tensors) = Shard.Read(new MemoryStream(file), "f", 0, default);
            if (tensors.Any(tensor => tensor.Offset < 8 || tensor.Offset + tensor.Bytes > file.Length))
                throw new InvalidOperationException("A tensor lies outside its file.");
        },
        FuzzReader.Count, 2);

    private string Refusal() => Assert.Throws<UnusableInputException>(() => Checkpoint.Open(_folder.Path)).Message;

    private void AddShards()
    {
        var nothing = new Dictionary<string, string>();
        _folder.Add("m-1.safetensors", new Safetensors(nothing, [Tensor.FromFloats("a", [2], [1, 2])]).ToBytes());
        _folder.Add("m-2.safetensors", new Safetensors(nothing, [Tensor.FromFloats("b", [2], [3, 4])]).ToBytes());
        _folder.Add(Index, """{"metadata":{"total_size":16},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}"""u8.ToArray());
    }
}
