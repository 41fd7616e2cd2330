using System.Runtime.Intrinsics;

namespace Minima.Numerics;

// The Mersenne Twister itself: how a state begins, and how the next 624 words come of it.
public sealed partial class RandomState
{
    private void Initialise(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++)
            _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
    }

    /// <summary>The authors' initialisation by an array: one pass that stirs the seeds in, one that spreads them.</summary>
    private void Mix(ReadOnlySpan<uint> seeds)
    {
        int at = 1;
        for (int step = 0; step < Math.Max(Size, seeds.Length); step++)
        {
            int j = step % seeds.Length;
            _state[at] = (_state[at] ^ (Spread(_state[at - 1]) * 1664525)) + seeds[j] + (uint)j;
            at = Next(at);
        }

        for (int step = 1; step < Size; step++)
        {
            _state[at] = (_state[at] ^ (Spread(_state[at - 1]) * 1566083941)) - (uint)at;
            at = Next(at);
        }

        // Whatever the seeds, the state is not all zeros (a fixed point of the recurrence).
        _state[0] = UpperBit;
    }

    private static uint Spread(uint word) => word ^ (word >> 30);

    /// <summary>The next place of a walk round 1 to 623, which hands its last word on to place 0.</summary>
    private int Next(int at)
    {
        if (at < Size - 1)
            return at + 1;

        _state[0] = _state[Size - 1];
        return 1;
    }

    // In three stretches, so that no place has to be taken modulo the state's size. What a word is made of lies at least 227 places away, or is
    // its own place and the next.
    private void Regenerate()
    {
        uint[] state = _state;
        Regenerate(state, 0, Size - Middle, Middle);
        Regenerate(state, Size - Middle, Size - 1, Middle - Size);
        state[Size - 1] = state[Middle - 1] ^ Twist(state[Size - 1], state[0]);
        _position = 0;
    }

    private static void Regenerate(uint[] state, int first, int end, int distance)
    {
        int i = first;
        for (; i + Vector256<uint>.Count <= end; i += Vector256<uint>.Count)
        {
            Vector256<uint> joined = (Vector256.LoadUnsafe(ref state[i]) & Vector256.Create(UpperBit))
                | (Vector256.LoadUnsafe(ref state[i + 1]) & Vector256.Create(LowerBits));
            Vector256<uint> twisted = (joined >> 1) ^ ((joined & Vector256<uint>.One) * Matrix);
            (Vector256.LoadUnsafe(ref state[i + distance]) ^ twisted).StoreUnsafe(ref state[i]);
        }

        for (; i < end; i++)
            state[i] = state[i + distance] ^ Twist(state[i], state[i + 1]);
    }

    private static Vector256<uint> Temper(Vector256<uint> word)
    {
        word ^= word >> 11;
        word ^= (word << 7) & Vector256.Create(0x9D2C5680u);
        word ^= (word << 15) & Vector256.Create(0xEFC60000u);
        return word ^ (word >> 18);
    }

    private static uint Twist(uint upper, uint lower)
    {
        uint joined = (upper & UpperBit) | (lower & LowerBits);
        return (joined >> 1) ^ ((joined & 1) * Matrix);
    }
}
