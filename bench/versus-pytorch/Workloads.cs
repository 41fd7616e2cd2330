using System.Runtime.CompilerServices;
using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.VersusPyTorch;

/// <summary>What is compared.</summary>
internal static class Workloads
{
    // All but the default work on fewer training examples, so that the whole comparison takes minutes.
    public const int SomeExamples = 10_000;

    /// <summary>Training examples of LeNet, whose arithmetic is six times the perceptron's an example.</summary>
    public const int LeNetExamples = 2_500;

    /// <summary>Training examples of an autoencoder at batch 1.</summary>
    public const int FewExamples = 1_000;

    // Held out: so few that an epoch is its steps, as it is with all examples.
    private const int FewHeldOut = 200;

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
        yield return Workload.Denoising("denoising autoencoder, hidden 1000, batch 1", Few(some), 1000, 0.1);
        yield return Workload.Denoising("the same autoencoder of dense inputs", Between(Few(Dense())), 1000, 0.1);
        yield return new("dense random inputs", Dense(), [500], 20);
        DataSet images = some with { Train = First(some.Train, LeNetExamples), Validation = First(some.Validation, 1_000), Test = First(some.Test, 1_000) };
        yield return new("LeNet, batch 500", images, Network.LeNet(28, 28, some.Classes), new DescentOptions { BatchSize = 500, LearningRate = 0.1, L2 = 0 });
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

    private static DataSet Few(DataSet data) =>
        data with { Train = First(data.Train, FewExamples), Validation = First(data.Validation, FewHeldOut), Test = First(data.Test, FewHeldOut) };

    private static Examples First(Examples examples, int count) => examples.Slice(0, Math.Min(count, examples.Count));

    /// <summary>The examples moved to numbers from 0 to 1, as a sigmoid layer gives them.</summary>
    private static DataSet Between(DataSet data)
    {
        return data with { Train = Moved(data.Train), Validation = Moved(data.Validation), Test = Moved(data.Test) };

        static Examples Moved(Examples examples) =>
            Examples.FromValues([.. examples.Values.ToArray().Select(static value => (value + 1) / 2)], examples.Labels.ToArray(), examples.Width);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
