namespace Minima.Data.Pictures;

/// <summary>The two checksums of PNG: CRC-32 over each chunk (PNG, annex D), Adler-32 over the inflated data (RFC 1950).</summary>
internal static class Checksums
{
    /// <summary>What <see cref="Crc"/> begins with.</summary>
    public const uint CrcStart = uint.MaxValue;

    /// <summary>What <see cref="Adler"/> begins with.</summary>
    public const uint AdlerStart = 1;

    private const uint Polynomial = 0xedb88320;
    private const uint AdlerModulus = 65_521;

    // Both sums stay below 2^32 over so many bytes of 255 (RFC 1950's own bound).
    private const int AdlerStep = 5552;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static i => Enumerable.Range(0, 8)
        .Aggregate((uint)i, static (c, _) => (c >> 1) ^ ((c & 1) * Polynomial)))];

    /// <summary>Goes on with a CRC-32; its complement at the end is the checksum.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    /// <summary>Goes on with an Adler-32.</summary>
    public static uint Adler(uint adler, ReadOnlySpan<byte> bytes)
    {
        (uint sum, uint sums) = (adler & 0xffff, adler >> 16);
        while (bytes.Length > 0)
        {
            ReadOnlySpan<byte> step = bytes[..Math.Min(AdlerStep, bytes.Length)];
            foreach (byte value in step)
                sums += sum += value;
            (sum, sums) = (sum % AdlerModulus, sums % AdlerModulus);
            bytes = bytes[step.Length..];
        }

        return (sums << 16) | sum;
    }
}
