using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Minima.Networks;

/// <summary>A start that is not drawn from seeds but given: parameters, known by their content, and the epochs behind them.</summary>
/// <param name="Parameters">
/// SHA-256 (64 lower-case hex digits) of all numbers as little-endian singles, in the order of <see cref="ParameterLayout"/>.
/// </param>
/// <param name="Epoch">The epochs of training behind them; the next one is <c>Epoch + 1</c>.</param>
public sealed record GivenStart(string Parameters, int Epoch)
{
    /// <summary>The start that these parameters are.</summary>
    public static GivenStart Of(Parameters parameters, int epoch)
    {
        const int Chunk = 1 << 14;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bytes = new byte[Chunk * sizeof(float)];
        for (int done = 0; done < parameters.Values.Length; done += Chunk)
        {
            ReadOnlySpan<float> part = parameters.Values.AsSpan(done, Math.Min(Chunk, parameters.Values.Length - done));
            for (int i = 0; i < part.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), part[i]);
            hash.AppendData(bytes, 0, part.Length * sizeof(float));
        }

        return new GivenStart(Convert.ToHexStringLower(hash.GetHashAndReset()), epoch);
    }
}
