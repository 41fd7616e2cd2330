using System.Buffers.Binary;

namespace Minima.Tests.Fuzzing;

/// <summary>Damages files in the ways in which files get damaged, and in the ways in which attackers damage them.</summary>
public static class Mutations
{
    private const int LongestInsertion = 4096;

    private static readonly byte[] InterestingBytes =
        [0x00, 0x01, 0x7f, 0x80, 0xff, (byte)'"', (byte)'{', (byte)'\\', (byte)'\n', (byte)'-', (byte)'9'];

    private static readonly ulong[] InterestingSizes =
    [
        0, 1, 2, 0xff, 0x100, 0xffff, 0x10000, 1_000_001, int.MaxValue, 1ul << 31,
        uint.MaxValue, 1ul << 32, 1ul << 40, long.MaxValue, 1ul << 63, ulong.MaxValue,
    ];

    /// <summary>A copy of <paramref name="content"/> with one to four mutations, drawn from <paramref name="random"/>.</summary>
    public static byte[] Apply(byte[] content, Random random)
    {
        byte[] mutated = [.. content];
        for (int left = random.Next(1, 5); left > 0; left--)
            mutated = ApplyOne(mutated, random);
        return mutated;
    }

    private static byte[] ApplyOne(byte[] content, Random random)
    {
        // What is empty can only grow.
        if (content.Length == 0)
            return Extend(content, random);
        return random.Next(7) switch
        {
            0 => FlipBit(content, random),
            1 => SetByte(content, random),
            2 => content[..random.Next(content.Length)],
            3 => Extend(content, random),
            4 => CopyBlock(content, random),
            5 => DeleteBlock(content, random),
            _ => WriteSize(content, random),
        };
    }

    private static byte[] FlipBit(byte[] content, Random random)
    {
        content[Position(content, random)] ^= (byte)(1 << random.Next(8));
        return content;
    }

    private static byte[] SetByte(byte[] content, Random random)
    {
        content[Position(content, random)] = InterestingBytes[random.Next(InterestingBytes.Length)];
        return content;
    }

    private static byte[] Extend(byte[] content, Random random)
    {
        var extension = new byte[random.Next(1, random.Next(2) == 0 ? 16 : LongestInsertion)];
        if (random.Next(2) == 0)
            random.NextBytes(extension);
        return [.. content, .. extension];
    }

    private static byte[] CopyBlock(byte[] content, Random random)
    {
        (int start, int length) = Block(content, random);
        int target = random.Next(content.Length + 1);
        return [.. content[..target], .. content.AsSpan(start, length), .. content[target..]];
    }

    private static byte[] DeleteBlock(byte[] content, Random random)
    {
        (int start, int length) = Block(content, random);
        return [.. content[..start], .. content[(start + length)..]];
    }

    private static byte[] WriteSize(byte[] content, Random random)
    {
        ulong size = InterestingSizes[random.Next(InterestingSizes.Length)];
        Span<byte> bytes = stackalloc byte[8];
        bool bigEndian = random.Next(2) == 0;
        int width = random.Next(2) == 0 ? 4 : 8;
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes, width == 4 ? size << 32 : size);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, size);
        int position = Position(content, random);
        int fitting = Math.Min(width, content.Length - position);
        bytes[..fitting].CopyTo(content.AsSpan(position));
        return content;
    }

    private static (int Start, int Length) Block(byte[] content, Random random)
    {
        int start = random.Next(content.Length);
        return (start, random.Next(1, Math.Min(LongestInsertion, content.Length - start) + 1));
    }

    /// <summary>Half of all positions lie in the first 64 bytes, where formats keep their headers.</summary>
    private static int Position(byte[] content, Random random) =>
        random.Next(random.Next(2) == 0 ? Math.Min(64, content.Length) : content.Length);
}
