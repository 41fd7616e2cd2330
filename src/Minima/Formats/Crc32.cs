namespace Minima.Formats;

/// <summary>
/// The checksum of zip files: the cyclic redundancy check with the polynomial 0xEDB88320 (reflected), all ones before and after.
/// Source: ISO 3309, as PKWARE's APPNOTE 4.4.7 names it.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB8_8320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static index => OfByte((uint)index))];

    /// <summary>The checksum of <paramref name="bytes"/>; that of nothing is 0.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint OfByte(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ ((value & 1) * Polynomial);
        return value;
    }
}
