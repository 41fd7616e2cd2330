using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>Activations and their derivatives over a panel.</summary>
/// <remarks>
/// tanh is a chain of some twenty operations of which each waits for the one before. A processor runs ahead of a chain only as far as it can
/// keep what waits, 64 operations on Zen 3, two and a half tanh: so it is done in two halves over a stretch of numbers, and twice as many are
/// under way. That takes 0.43 ns for each number where one loop takes 0.6.
/// </remarks>
[SkipLocalsInit]
internal static unsafe class UnitKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    // With what stands between the halves 12 KB, in the first-level cache.
    private const int Stretch = 1024;

    public static void Activate(Unit unit, float* values, float* biases, int examples, int columns)
    {
        switch (unit)
        {
            case Unit.Tanh:
                Activate<Tanh>(values, biases, examples, columns);
                break;
            case Unit.Sigmoid:
                Activate<Sigmoid>(values, biases, examples, columns);
                break;
            default:
                Activate<Relu>(values, biases, examples, columns);
                break;
        }
    }

    public static void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count)
    {
        switch (unit)
        {
            case Unit.Tanh:
                ActivateMix<Tanh>(a, b, shareA, shareB, values, count);
                break;
            case Unit.Sigmoid:
                ActivateMix<Sigmoid>(a, b, shareA, shareB, values, count);
                break;
            default:
                ActivateMix<Relu>(a, b, shareA, shareB, values, count);
                break;
        }
    }

    public static void Differentiate(Unit unit, float* outputs, float* deltas, int count)
    {
        V one = S.Broadcast(1), zero = default;
        for (int i = 0; i < count; i += S.Lanes)
        {
            V h = S.Load(outputs + i);
            V slope = unit switch
            {
                Unit.Tanh => S.Fma(S.Subtract(zero, h), h, one),
                Unit.Sigmoid => S.Multiply(h, S.Subtract(one, h)),
                _ => S.SelectGreater(h, zero, one, zero),
            };
            S.Store(deltas + i, S.Multiply(S.Load(deltas + i), slope));
        }
    }

    // The unit is a type here, not a value: where all time goes into the units, the loop must not ask at each strip which it is.
    private static void Activate<T>(float* values, float* biases, int examples, int columns)
        where T : IUnit
    {
        float* scales = stackalloc float[Stretch + Tile.Strip];
        scales = Aligned(scales);
        int rows = Stretch / Tile.Columns;
        for (int first = 0; first < examples; first += rows, values += Stretch)
        {
            int count = Math.Min(rows, examples - first) * Tile.Columns;
            for (int i = 0; i < count; i += S.Lanes)
                Begin<T>(S.Add(S.Load(values + i), S.Load(biases + (i % Tile.Columns))), values + i, scales + i);
            End<T>(values, scales, count);

            // A unit in the padding must give nothing to the next layer; a sigmoid of 0 would be 1/2.
            for (int i = 0; i < count; i += Tile.Columns)
                new Span<float>(values + i + columns, Tile.Columns - columns).Clear();
        }
    }

    private static void ActivateMix<T>(float* a, float* b, float shareA, float shareB, float* values, int count)
        where T : IUnit
    {
        float* scales = stackalloc float[Stretch + Tile.Strip];
        scales = Aligned(scales);
        V ofA = S.Broadcast(shareA), ofB = S.Broadcast(shareB);
        for (int first = 0; first < count; first += Stretch, a += Stretch, b += Stretch, values += Stretch)
        {
            int some = Math.Min(Stretch, count - first);
            for (int i = 0; i < some; i += S.Lanes)
                Begin<T>(S.Fma(ofB, S.Load(b + i), S.Multiply(ofA, S.Load(a + i))), values + i, scales + i);
            End<T>(values, scales, some);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin<T>(V z, float* value, float* scale)
        where T : IUnit
    {
        S.Store(value, T.Begin(z, out V factor));
        if (T.HasEnd)
            S.Store(scale, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End<T>(float* values, float* scales, int count)
        where T : IUnit
    {
        for (int i = 0; T.HasEnd && i < count; i += S.Lanes)
            S.Store(values + i, T.End(S.Load(values + i), S.Load(scales + i)));
    }

    private static float* Aligned(float* memory) => (float*)(((nuint)memory + 63) & ~(nuint)63);

    private interface IUnit
    {
        static abstract bool HasEnd { get; }

        static abstract V Begin(V z, out V scale);

        static abstract V End(V r, V scale);
    }

    private readonly struct Tanh : IUnit
    {
        public static bool HasEnd
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Begin(V z, out V scale) => Lanes<S, V>.BeginTanh(z, out scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V End(V r, V scale) => Lanes<S, V>.EndTanh(r, scale);
    }

    private readonly struct Sigmoid : IUnit
    {
        public static bool HasEnd
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Begin(V z, out V scale) => Lanes<S, V>.BeginSigmoid(z, out scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V End(V r, V scale) => Lanes<S, V>.EndSigmoid(r, scale);
    }

    private readonly struct Relu : IUnit
    {
        public static bool HasEnd
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => false;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Begin(V z, out V scale)
        {
            scale = default;
            return S.SelectGreater(default, z, default, z);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V End(V r, V scale) => r;
    }
}
