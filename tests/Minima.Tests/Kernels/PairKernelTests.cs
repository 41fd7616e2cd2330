using System.Runtime.InteropServices;
using Minima.Formats;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;
using static Minima.Tests.Kernels.Draw;

namespace Minima.Tests.Kernels;

/// <summary>The arithmetic on slices of checkpoints, each path beside plain loops.</summary>
public sealed unsafe class PairKernelTests
{
    private const int Slice = PairSums.Slice;

    private static readonly ElementType[] Types = [ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16];

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Widen_AnyTypeAndBits_EqualsReference(string path)
    {
        for (int number = 0; number < 80; number++)
        {
            var random = new RandomState(30, (uint)number);
            ElementType type = Types[number % Types.Length];
            using Guarded<byte> numbers = Stored(random, type, SpecialShare(number / Types.Length), out byte* source);
            using Guarded<double> values = new(Slice), others = new(Slice), norm = One(2), otherNorm = norm.Copy();
            KernelPaths.Reference.Pairs.Widen(type, source, values.Pointer, norm.Pointer);
            KernelChoice.Choose(path).Pairs.Widen(type, source, others.Pointer, otherNorm.Pointer);
            others.AssertSame(values, $"{path}, case {number}, {type}, values");
            otherNorm.AssertSame(norm, $"{path}, case {number}, {type}, norm");
            numbers.AssertIntact($"{path}, case {number}, {type}, numbers");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Change_AnyTypeAndBits_EqualsReference(string path)
    {
        for (int number = 0; number < 160; number++)
        {
            var random = new RandomState(31, (uint)number);
            ElementType type = Types[number % Types.Length];
            using Guarded<byte> numbers = Stored(random, type, SpecialShare(number / Types.Length), out byte* source);
            using Guarded<double> first = Doubles(random, Slice, SpecialShare(number / Types.Length)), changes = new(Slice), others = new(Slice);
            using Guarded<double> norm = One(2), otherNorm = norm.Copy(), largest = One(number % 3), otherLargest = largest.Copy();
            KernelPaths.Reference.Pairs.Change(type, source, first.Pointer, changes.Pointer, norm.Pointer, largest.Pointer);
            KernelChoice.Choose(path).Pairs.Change(type, source, first.Pointer, others.Pointer, otherNorm.Pointer, otherLargest.Pointer);
            others.AssertSame(changes, $"{path}, case {number}, {type}, changes");
            otherNorm.AssertSame(norm, $"{path}, case {number}, {type}, norm");
            otherLargest.AssertSame(largest, $"{path}, case {number}, {type}, largest");
            Assert.False(double.IsNaN(largest.Span[0]));
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Multiply_AnyCountAndNumbers_EqualsReference(string path)
    {
        for (int number = 0; number < 60; number++)
        {
            var random = new RandomState(32, (uint)number);
            int count = Between(random, 1, number % 6 == 5 ? 75 : 19);
            using Guarded<double> vectors = Doubles(random, PairSums.Padded(count) * PairSums.Stride, SpecialShare(number) / 20);
            using Guarded<double> products = new(PairSums.Pairs(count)), others = new(PairSums.Pairs(count));
            KernelPaths.Reference.Pairs.Multiply(vectors.Pointer, count, products.Pointer);
            KernelChoice.Choose(path).Pairs.Multiply(vectors.Pointer, count, others.Pointer);
            others.AssertSame(products, $"{path}, case {number}, {count} vectors");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.Fast), MemberType = typeof(KernelPaths))]
    public void Square_AnyNumbers_EqualsReference(string path)
    {
        for (int number = 0; number < 60; number++)
        {
            var random = new RandomState(33, (uint)number);
            using Guarded<double> a = Doubles(random, Slice, SpecialShare(number) / 20), b = Doubles(random, Slice, SpecialShare(number) / 20);
            double expected = KernelPaths.Reference.Pairs.Square(a.Pointer, b.Pointer), found = KernelChoice.Choose(path).Pairs.Square(a.Pointer, b.Pointer);
            Bits.AssertSame<double>([expected], [found], $"{path}, case {number}");
        }
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Change_OrdinaryNumbers_EqualsPlainSums(string path)
    {
        var random = new RandomState(34);
        using Guarded<double> numbers = Doubles(random, Slice, 0), first = Doubles(random, Slice, 0), changes = new(Slice), norm = One(0), largest = One(0);
        double[] plain = [.. numbers.Span.ToArray().Zip(first.Span.ToArray(), static (a, b) => a - b)];
        KernelChoice.Choose(path).Pairs.Change(ElementType.F64, (byte*)numbers.Pointer, first.Pointer, changes.Pointer, norm.Pointer, largest.Pointer);
        Bits.AssertSame<double>(plain, changes.Span, path);
        Assert.Equal(plain.Max(Math.Abs), largest.Span[0]);
        double expected = numbers.Span.ToArray().Sum(static value => value * value);
        Assert.True(Math.Abs(norm.Span[0] - expected) <= 1e-13 * expected, $"{path}: {norm.Span[0]}, not {expected}");
    }

    [Theory, MemberData(nameof(KernelPaths.All), MemberType = typeof(KernelPaths))]
    public void Widen_TypeOfNoFloats_IsRefused(string path)
    {
        double[] room = new double[Slice];
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            fixed (double* values = room)
                KernelChoice.Choose(path).Pairs.Widen(ElementType.C64, (byte*)values, values, values);
        });
    }

    // At an address that nothing divides, as in files. Any bits are some number: a share of them is drawn so, the others are ordinary.
    private static Guarded<byte> Stored(RandomState random, ElementType type, double special, out byte* source)
    {
        int size = type.Bits() / 8;
        var bytes = new Guarded<byte>((Slice * size) + 1);
        source = bytes.Pointer + 1;
        for (int k = 0; k < Slice; k++)
        {
            Span<byte> number = bytes.Span.Slice(1 + (k * size), size);
            double value = random.NextDouble() - 0.4;
            if (random.NextDouble() < special)
            {
                foreach (ref byte part in number)
                    part = (byte)random.Integer(256);
            }
            else if (type == ElementType.F64)
            {
                MemoryMarshal.Write(number, value);
            }
            else if (type == ElementType.F16)
            {
                MemoryMarshal.Write(number, (Half)value);
            }
            else
            {
                float single = (float)value;
                MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in single))[^size..].CopyTo(number);
            }
        }

        return bytes;
    }

    private static Guarded<double> Doubles(RandomState random, int length, double special)
    {
        using Guarded<float> singles = Floats(random, length, special);
        var values = new Guarded<double>(length);
        for (int i = 0; i < length; i++)
            values.Span[i] = singles.Span[i] + (1e-9 * random.NextDouble());
        return values;
    }

    private static Guarded<double> One(double value)
    {
        var one = new Guarded<double>(1);
        one.Span[0] = value;
        return one;
    }
}
