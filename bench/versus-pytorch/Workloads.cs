using System.Runtime.CompilerServices;
using Minima.Data;
using Minima.Numerics;

namespace Minima.VersusPyTorch;

/// <summary>What is compared.</summary>
internal static class Workloads
{
    // All but the default work on fewer training examples, so that the whole comparison takes minutes.
    public const int SomeExamples = 10_000;

    private static readonly Lazy<DataSet> Digits = new(static () => DataLocator.FromEnvironment().Load("auto"));

    public static Workload Default() => new("default: hidden 500, batch 20", Digits.Value, [500], 20);

    public static IEnumerable<Workload> All()
    {
        yield return Default();
        DataSet some = Digits.Value with { Train = Digits.Value.Train.Slice(0, Math.Min(SomeExamples, Digits.Value.Train.Count)) };
        yield return new("hidden 100", some, [100], 20);
        yield return new("hidden 2000", some, [2000], 20);
        yield return new("batch 1", some, [500], 1);
        yield return new("batch 200", some, [500], 200);
        yield return new("two hidden layers of 500", some, [500, 500], 20);
        yield return new("dense random inputs", Dense(), [500], 20);
    }

    /// <summary>The data of the default work.</summary>
    public static string Described() => $"{Digits.Value.Name} ({Digits.Value.Train.Count} training digits)";

    /// <summary>The repository's root, from where this file was compiled.</summary>
    public static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", ".."));

    /// <summary>Uniform numbers in [-1, 1), of which nothing can be skipped; a label is the largest of ten fixed projections.</summary>
    private static DataSet Dense()
    {
        const int width = 784, classes = 10;
        var random = new RandomState(1);
        var projections = new float[classes * width];
        random.Uniform(-1, 1, projections);
        return new DataSet("dense", "dense random numbers", classes, Draw(SomeExamples), Draw(2_000), Draw(2_000));

        Examples Draw(int count)
        {
            var values = new float[count * width];
            random.Uniform(-1, 1, values);
            var labels = new byte[count];
            for (int i = 0; i < count; i++)
                labels[i] = (byte)Enumerable.Range(0, classes).MaxBy(k => Dot(values.AsSpan(i * width, width), projections.AsSpan(k * width, width)));
            return Examples.FromValues(values, labels, width);
        }
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
