using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Minima.MatrixBench;

/// <summary>
/// A series of checkpoints as a training might leave them: a start, a drift, and noise of each checkpoint's own. The checkpoint number
/// <see cref="Near"/> is the one before with every number moved by about a millionth, or, where its type cannot, one in 2^24 by its last bit.
/// </summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Brain">BF16; otherwise F32.</param>
/// <param name="Count">How many checkpoints.</param>
/// <param name="Layers">Layers of 12 Mi numbers in each.</param>
/// <param name="Rows">Rows of 1,024 numbers of the embedding.</param>
internal sealed record GeneratedSeries(string Folder, bool Brain, int Count, int Layers, int Rows)
{
    /// <summary>The checkpoint that lies a millionth from the one before.</summary>
    public const int Near = 10;

    private const int Width = 1024;
    private const int Block = 1 << 20;

    /// <summary>Its files in order.</summary>
    public IReadOnlyList<string> Files => [.. Enumerable.Range(0, Count).Select(i => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"step-{i:d3}.safetensors")))];

    /// <summary>Numbers in a checkpoint.</summary>
    public long Elements => Shapes().Sum(static tensor => tensor.Shape.Aggregate(1L, static (product, length) => product * length));

    /// <summary>Bytes of all numbers of all checkpoints.</summary>
    public long Bytes => Elements * Size * Count;

    private int Size => Brain ? 2 : 4;

    /// <summary>
    /// Writes what is not there, one file after the other, blocks of it by all cores, and waits until the disk has it: only then it can leave memory.
    /// </summary>
    public void Write()
    {
        Directory.CreateDirectory(Folder);
        byte[] header = Header();
        long length = header.Length + (Elements * Size);
        int blocks = checked((int)((Elements + Block - 1) / Block));
        for (int i = 0; i < Count; i++)
        {
            string path = Files[i];
            if (File.Exists(path) && new FileInfo(path).Length == length)
                continue;
            Console.Error.WriteLine($"writing {path}");
            string unfinished = path + ".unfinished";
            using (SafeFileHandle file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                RandomAccess.Write(file, header, 0);
                int checkpoint = i;
                Parallel.For(0, blocks, static () => Array.Empty<byte>(), (block, _, bytes) =>
                {
                    if (bytes.Length == 0)
                        bytes = new byte[Block * Size];
                    long first = (long)block * Block;
                    int count = (int)Math.Min(Block, Elements - first);
                    var fill = new SeriesNumbers(checkpoint, Near);
                    if (Brain)
                        fill.Brains(first, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(0, count * Size)));
                    else
                        fill.Singles(first, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, count * Size)));
                    RandomAccess.Write(file, bytes.AsSpan(0, count * Size), header.Length + (first * Size));
                    return bytes;
                }, static _ => { });
                RandomAccess.FlushToDisk(file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
    }

    private IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embed.weight", [Rows, Width]);
        for (int i = 0; i < Layers; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"layers.{i}.attention.qkv.weight"), [3 * Width, Width]);
            yield return (string.Create(CultureInfo.InvariantCulture, $"layers.{i}.attention.out.weight"), [Width, Width]);
            yield return (string.Create(CultureInfo.InvariantCulture, $"layers.{i}.mlp.up.weight"), [4 * Width, Width]);
            yield return (string.Create(CultureInfo.InvariantCulture, $"layers.{i}.mlp.down.weight"), [Width, 4 * Width]);
            yield return (string.Create(CultureInfo.InvariantCulture, $"layers.{i}.norm.weight"), [Width]);
        }
    }

    private byte[] Header()
    {
        var json = new StringBuilder("{");
        long at = 0;
        foreach ((string name, int[] shape) in Shapes())
        {
            long end = at + (shape.Aggregate(1L, static (product, length) => product * length) * Size);
            json.Append(CultureInfo.InvariantCulture, $"{(at == 0 ? "" : ",")}\"{name}\":{{\"dtype\":\"{(Brain ? "BF16" : "F32")}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{at},{end}]}}");
            at = end;
        }

        json.Append('}').Append(' ', (8 - (json.Length % 8)) % 8);
        byte[] header = new byte[sizeof(ulong) + json.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)json.Length);
        Encoding.ASCII.GetBytes(json.ToString(), header.AsSpan(sizeof(ulong)));
        return header;
    }
}
