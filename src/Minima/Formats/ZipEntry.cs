namespace Minima.Formats;

/// <summary>A file within a zip file, as its directory states it; sizes and place have been checked against the zip file.</summary>
/// <param name="Name">Its name, with its folders.</param>
/// <param name="Size">How many bytes it has, inflated.</param>
/// <param name="Packed">How many bytes it takes in the zip file.</param>
/// <param name="IsDeflated">Whether these are compressed (method 8) or stored as they are (method 0).</param>
/// <param name="Crc">The checksum of its inflated bytes.</param>
/// <param name="Start">Where its bytes begin in the zip file.</param>
internal sealed record ZipEntry(string Name, int Size, int Packed, bool IsDeflated, uint Crc, long Start);
