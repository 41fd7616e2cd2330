namespace Minima.Numerics;

/// <summary>
/// NumPy's legacy random generator, <c>numpy.random.RandomState</c>: the Mersenne Twister MT19937 and the ways in which NumPy
/// turns its 32-bit words into numbers. Integers, uniform numbers and permutations agree with NumPy bit for bit; normal numbers
/// agree within one unit in the last place of a double, because NumPy takes the logarithm of the platform it runs on.
/// </summary>
/// <remarks>
/// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998) 3-30, with the authors' initialisation of 2002.
/// NumPy has frozen this generator (NEP 19), so it is a fixed reference. An instance is not safe for use by several threads.
/// </remarks>
public sealed partial class RandomState
{
    private const int Size = 624;
    private const int Middle = 397;
    private const uint Matrix = 0x9908B0DF;
    private const uint UpperBit = 0x80000000;
    private const uint LowerBits = 0x7FFFFFFF;

    private readonly uint[] _state = new uint[Size];
    private int _position = Size;
    private double? _spareNormal;

    /// <summary>The stream of <c>RandomState(seed)</c>.</summary>
    public RandomState(uint seed) => Initialise(seed);

    /// <summary>The stream of <c>RandomState([seeds...])</c>; a single seed in an array is another stream than the seed alone.</summary>
    /// <exception cref="ArgumentException"><paramref name="seeds"/> is empty.</exception>
    public RandomState(params ReadOnlySpan<uint> seeds) => Seed(seeds);

    /// <summary>Begins the stream of <c>RandomState(seed)</c>, as if this were a new generator.</summary>
    public void Restart(uint seed)
    {
        Initialise(seed);
        _position = Size;
        _spareNormal = null;
    }

    /// <summary>Begins the stream of <c>RandomState([seeds...])</c>, as if this were a new generator.</summary>
    /// <exception cref="ArgumentException"><paramref name="seeds"/> is empty.</exception>
    public void Seed(params ReadOnlySpan<uint> seeds)
    {
        if (seeds.IsEmpty)
            throw new ArgumentException("A generator needs at least one seed.", nameof(seeds));

        Initialise(19650218);
        Mix(seeds);
        _position = Size;
        _spareNormal = null;
    }

    /// <summary>The next word of the stream, uniform over all 2^32 values.</summary>
    public uint NextUInt32()
    {
        if (_position == Size)
            Regenerate();

        uint word = _state[_position++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    /// <summary>Uniform in [0, 1): a whole multiple of 2^-53, from 27 bits of one word and 26 of the next (NumPy's <c>rand</c>).</summary>
    public double NextDouble()
    {
        uint high = NextUInt32() >> 5;
        uint low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>Uniform between two bounds: <c>low + (high - low) * NextDouble()</c>, in double.</summary>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>
    /// Fills <paramref name="destination"/> in order with <see cref="Uniform(double, double)"/>, each drawn in double and then
    /// rounded to float: NumPy's <c>uniform(low, high, shape).astype(float32)</c>, where the span is the array in C order.
    /// </summary>
    public void Uniform(double low, double high, Span<float> destination)
    {
        foreach (ref float value in destination)
            value = (float)Uniform(low, high);
    }

    /// <summary>
    /// Standard normal (NumPy's <c>randn</c>), by Marsaglia's polar method: a point uniform in the unit disc gives two numbers,
    /// of which NumPy returns the second coordinate's first and keeps the other for the next call.
    /// </summary>
    public double StandardNormal()
    {
        if (_spareNormal is { } spare)
        {
            _spareNormal = null;
            return spare;
        }

        double x, y, squared;
        do
        {
            x = 2.0 * NextDouble() - 1.0;
            y = 2.0 * NextDouble() - 1.0;
            squared = x * x + y * y;
        }
        while (squared is >= 1.0 or 0.0);

        double factor = Math.Sqrt(-2.0 * Elementary.Log(squared) / squared);
        _spareNormal = factor * x;
        return factor * y;
    }

    /// <summary>Fills <paramref name="destination"/> in order with <see cref="StandardNormal()"/>, each rounded to float.</summary>
    public void StandardNormal(Span<float> destination)
    {
        foreach (ref float value in destination)
            value = (float)StandardNormal();
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1 (NumPy's <c>randint(bound)</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Integer(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)UpTo((uint)bound - 1);
    }

    /// <summary>Passes over words of the stream, as if they had been drawn.</summary>
    /// <param name="words">How many; a double takes two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="words"/> is negative.</exception>
    public void Skip(long words)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        while (words > 0)
        {
            if (_position == Size)
                Regenerate();
            int passed = (int)Math.Min(words, Size - _position);
            _position += passed;
            words -= passed;
        }
    }

    /// <summary>The numbers 0 to <paramref name="n"/> - 1 in random order (NumPy's <c>permutation(n)</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] Permutation(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        int[] order = new int[n];
        Permutation(order);
        return order;
    }

    /// <summary>Fills <paramref name="order"/> with the permutation of its length.</summary>
    public void Permutation(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;

        Shuffle(order);
    }

    /// <summary>Puts <paramref name="values"/> into random order (NumPy's <c>shuffle</c>: Fisher and Yates, from the end).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)UpTo((uint)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Uniform in [0, last]: words cut to as many bits as <paramref name="last"/> has, until one is not above it; none for 0.</summary>
    private uint UpTo(uint last)
    {
        if (last == 0)
            return 0;

        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(last);
        uint value;
        do
            value = NextUInt32() & mask;
        while (value > last);
        return value;
    }
}
