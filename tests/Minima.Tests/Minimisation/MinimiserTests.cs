using Minima.Data;
using Minima.Kernels;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Minimisation;

/// <summary>Minimisers with moments, and schedules: the formulas written plainly in double precision, and the same bytes always.</summary>
public sealed class MinimiserTests
{
    private static readonly DataSet Data = SmallData.Dense(train: 130, width: 37, classes: 5);

    public static TheoryData<string> Kinds => [.. Minimisers.Keys];

    internal static Dictionary<string, DescentOptions> Minimisers { get; } = new()
    {
        ["momentum"] = new() { LearningRate = 0.05, L2 = 1e-2, Minimiser = new Momentum() },
        ["nesterov"] = new() { LearningRate = 0.05, L1 = 1e-3, L2 = 1e-2, Minimiser = new Momentum(0.8, Nesterov: true, DecoupledDecay: true) },
        ["adam"] = new() { LearningRate = 0.002, L2 = 1e-2, Minimiser = new Adam() },
        ["adamw"] = new() { LearningRate = 0.002, L1 = 1e-3, L2 = 0.1, Minimiser = new Adam(0.8, 0.99, 1e-6, DecoupledDecay: true), Schedule = new(1, 4) },
        ["cosine"] = new() { LearningRate = 0.1, L2 = 1e-2, Schedule = new(1, 4) },
        ["warm-up"] = new() { LearningRate = 0.1, L2 = 1e-2, Schedule = new(2, null) },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Descent_WithAMinimiser_FollowsTheFormulasInDoublePrecision(string kind)
    {
        Network network = Network.Perceptron(37, [70, 66], 5);
        Parameters start = SmallData.Point(network, 61);
        using var descent = new Descent(network, Data, Minimisers[kind], 2);
        PathRecorder path = PathRecorder.Follow(descent, start, 4);
        (double[] expected, double cost) = Plainly(network, Minimisers[kind], start.Values, epochs: 4);
        AssertClose(cost, path.Metrics[^1].TrainCost!.Value, 1e-5, "cost");
        for (int i = 0; i < expected.Length; i++)
            AssertClose(expected[i], path.Last.Values[i], 2e-5, $"parameter {i}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Descent_AnyThreadsAndKernels_GivesTheSameBytes(string kind)
    {
        foreach (int[] hidden in new int[][] { [], [130], [130, 70, 66] })
        {
            Network network = Network.Perceptron(37, hidden, 5);
            PathRecorder expected = Follow("reference", 1);
            foreach (IKernels kernels in KernelChoice.Available)
            {
                for (int threads = 1; threads <= 3; threads++)
                    Follow(kernels.Name, threads).AssertSame(expected, $"{kernels.Name}, {threads} threads");
            }

            PathRecorder Follow(string kernels, int threads)
            {
                using var descent = new Descent(network, Data, Minimisers[kind], threads, KernelChoice.Choose(kernels));
                return PathRecorder.Follow(descent, SmallData.Point(network, 51), 2);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Descent_StoppedAfterEveryBatches_ContinuesToTheSameBytes(string kind)
    {
        Network network = Network.Perceptron(37, [70, 66], 5);
        Parameters start = SmallData.Point(network, 51);
        using var straight = new Descent(network, Data, Minimisers[kind], 2);
        PathRecorder expected = PathRecorder.Follow(straight, start, 3);
        for (int batches = 1; batches <= 4; batches++)
        {
            var path = new PathRecorder();
            int parts = 0;
            for (bool over = false; !over; parts++)
            {
                using var stop = new CancellationTokenSource();
                int left = batches;
                var kernels = new CountingKernels(KernelChoice.Current, () =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        stop.Cancel();
                });
                using var descent = new Descent(network, Data, Minimisers[kind], 1 + (parts % 2), kernels);
                over = DescentOutcome.Completed == (parts == 0
                    ? descent.Begin(start, 3, path, stop.Token)
                    : descent.Continue(path.Pauses[^1].Position, 3, path, stop.Token));
            }

            Assert.True(parts > 3);
            path.AssertSame(expected, $"in {parts} parts");
        }
    }

    [Fact]
    public void Rate_OfASchedule_RisesStaysAndFalls()
    {
        var cosine = new RateSchedule(2, 10);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], new long[] { 0, 5, 10, 15, 20 }.Select(step => cosine.Rate(1, step, 10)));
        AssertClose(0.5, cosine.Rate(1, 60, 10), 1e-15, "halfway");
        AssertClose(0.4 * (1 + Math.Cos(Math.PI * 13 / 80)) / 2, cosine.Rate(0.4, 33, 10), 1e-15, "step 33");
        Assert.True(cosine.Rate(1, 99, 10) is > 0 and < 1e-3);
        Assert.Equal([0, 0], new long[] { 100, 1000 }.Select(step => cosine.Rate(1, step, 10)));
        Assert.Equal([0.5, 1, 1], new long[] { 5, 10, 1_000_000 }.Select(step => new RateSchedule(1, null).Rate(1, step, 10)));
    }

    [Fact]
    public void Options_ThatCannotBe_AreRefused()
    {
        void Refused(string words, DescentOptions options) =>
            Assert.Contains(words, Assert.Throws<UnusableInputException>(() => options.Validate(100)).Message);
        Refused("momentum is 1;", new() { Minimiser = new Momentum(1) });
        Refused("momentum is NaN;", new() { Minimiser = new Momentum(double.NaN) });
        Refused("beta1 is -0.1;", new() { Minimiser = new Adam(-0.1) });
        Refused("beta2 is 1;", new() { Minimiser = new Adam(0.9, 1) });
        Refused("epsilon is 1E-60;", new() { Minimiser = new Adam(Epsilon: 1e-60) });
        Refused("warm-up is -1 epochs", new() { Schedule = new(-1, null) });
        Refused("ends with epoch 2", new() { Schedule = new(3, 2) });
    }

    /// <summary>The formulas of PyTorch's documentation, on doubles.</summary>
    private static (double[] Parameters, double Cost) Plainly(Network network, DescentOptions options, float[] start, int epochs)
    {
        double[] w = [.. start.Select(static x => (double)x)], first = new double[w.Length], second = new double[w.Length];
        int batches = Data.Train.Count / options.BatchSize, step = 0;
        double cost = 0;
        bool decoupled = options.Minimiser is { DecoupledDecay: true };
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cost = 0;
            for (int batch = 0; batch < batches; batch++, step++)
            {
                Examples examples = Data.Train.Slice(batch * options.BatchSize, options.BatchSize);
                cost += new PlainNetwork(network, options.L1, options.L2).Evaluate(w, examples).Cost;
                double[] gradient = new PlainNetwork(network, options.L1, decoupled ? 0 : options.L2).Evaluate(w, examples).Gradient;
                double rate = options.LearningRate;
                if (options.Schedule is { } schedule)
                {
                    double warm = schedule.WarmUp * batches, total = (schedule.CosineEpochs ?? 0) * batches;
                    rate *= step < warm ? step / warm : total == 0 ? 1 : 0.5 * (1 + Math.Cos(Math.PI * (step - warm) / (total - warm)));
                }

                foreach (ParameterSlot slot in network.Layout.Slots)
                {
                    double decay = decoupled && slot.Name.EndsWith(".W", StringComparison.Ordinal) ? 2 * rate * options.L2 : 0;
                    for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
                    {
                        double direction = gradient[i];
                        w[i] -= decay * w[i];
                        if (options.Minimiser is Momentum momentum)
                        {
                            first[i] = (momentum.Factor * first[i]) + gradient[i];
                            direction = momentum.Nesterov ? gradient[i] + (momentum.Factor * first[i]) : first[i];
                        }
                        else if (options.Minimiser is Adam adam)
                        {
                            first[i] = (adam.Beta1 * first[i]) + ((1 - adam.Beta1) * gradient[i]);
                            second[i] = (adam.Beta2 * second[i]) + ((1 - adam.Beta2) * gradient[i] * gradient[i]);
                            double m = first[i] / (1 - Math.Pow(adam.Beta1, step + 1)), v = second[i] / (1 - Math.Pow(adam.Beta2, step + 1));
                            direction = m / (Math.Sqrt(v) + adam.Epsilon);
                        }

                        w[i] -= rate * direction;
                    }
                }
            }
        }

        return (w, cost / batches);
    }

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{what}: {actual:R}, expected {expected:R}, off by {Math.Abs(actual - expected):E2}");
}
