using Minima.Data;
using Minima.Kernels;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Minimisation;

/// <summary>An autoencoder's training against the same written plainly in double precision, and against differences of its cost.</summary>
public sealed class DenoisingTests
{
    private const int Inputs = 29;
    private const int Units = 21;
    private const uint MaskSeed = 717308480;

    private static readonly DataSet Data = BuiltIn(train: 66);

    private static readonly Network Autoencoder = Network.Autoencoder(Inputs, Units);

    /// <summary>Batch size, corruption, batches from one place where a run may stop to the next.</summary>
    public static TheoryData<int, double, int> Cases => new() { { 1, 0.3, 1024 }, { 1, 0.3, 5 }, { 1, 0, 7 }, { 1, 0.1, 1 }, { 8, 0.3, 1024 }, { 66, 0, 1024 } };

    [Theory, MemberData(nameof(Cases))]
    public void Denoising_AnyBatch_FollowsTheRuleWrittenPlainly(int batchSize, double corruption, int stretch)
    {
        DescentOptions options = Options(batchSize, corruption);
        Parameters start = Start();
        using var descent = new Denoising(Autoencoder, Data, options, 2, KernelChoice.Current, stretch);
        PathRecorder path = PathRecorder.Follow(descent, start, 3);
        var plain = new PlainAutoencoder(Inputs, Units, start.Values);
        var masks = new RandomState(MaskSeed);
        double cost = 0;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            cost = 0;
            for (int batch = 0; batch < Data.Train.Count / batchSize; batch++)
                cost += plain.Step(Rows(batch, batchSize), Masks(masks, batchSize, corruption), options.LearningRate);
            cost /= Data.Train.Count / batchSize;
        }

        AssertClose(cost, path.Metrics[^1].TrainCost!.Value, 2e-6 * cost, "cost");
        for (int i = 0; i < start.Values.Length; i++)
            AssertClose(plain.Values[i], path.Last.Values[i], 2e-5, $"parameter {i}");
        AssertClose(plain.Cost(Data.Test), path.Metrics[^1].Reconstruction!.Test, 1e-5 * cost, "reconstruction of the test set");
        AssertClose(plain.Cost(Data.Validation), path.Metrics[^1].Reconstruction!.Validation, 1e-5 * cost, "reconstruction of the validation set");
    }

    [Fact]
    public void Denoising_OneStep_IsAlongTheGradientThatDifferencesGive()
    {
        const double Rate = 1e-2, Width = 1e-5;
        DescentOptions options = Options(8, 0.3) with { LearningRate = Rate };
        Parameters start = Start();
        using var descent = new Denoising(Autoencoder, Data with { Train = Data.Train.Slice(0, 8) }, options, 1);
        Parameters after = PathRecorder.Follow(descent, start, 1).Last;
        double[][] masks = Masks(new RandomState(MaskSeed), 8, 0.3);
        double[] at = Array.ConvertAll(start.Values, static value => (double)value);
        for (int i = 0; i < at.Length; i += 3)
        {
            double value = at[i];
            at[i] = value + Width;
            double above = PlainAutoencoder.Cost(Inputs, Units, at, Rows(0, 8), masks);
            at[i] = value - Width;
            double below = PlainAutoencoder.Cost(Inputs, Units, at, Rows(0, 8), masks);
            at[i] = value;
            AssertClose((above - below) / (2 * Width), ((double)start.Values[i] - after.Values[i]) / Rate, 2e-4, $"derivative {i}");
        }
    }

    [Theory, InlineData(1), InlineData(6)]
    public void Denoising_AnyThreadsAndKernels_GivesTheSameBytes(int batchSize)
    {
        PathRecorder expected = Follow("reference", 1);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            for (int threads = 1; threads <= 3; threads++)
                Follow(kernels.Name, threads).AssertSame(expected, $"{kernels.Name}, {threads} threads");
        }

        using var many = new Denoising(Autoencoder, Data, Options(batchSize, 0.2), 11, KernelChoice.Current, 8);
        PathRecorder.Follow(many, Start(), 2).AssertSame(expected, "more threads than parts");

        PathRecorder Follow(string kernels, int threads)
        {
            using var descent = new Denoising(Autoencoder, Data, Options(batchSize, 0.2), threads, KernelChoice.Choose(kernels), 8);
            return PathRecorder.Follow(descent, Start(), 2);
        }
    }

    [Theory, InlineData(1, ExampleOrder.File), InlineData(4, ExampleOrder.File), InlineData(1, ExampleOrder.Shuffled)]
    public void Denoising_StoppedAnywhereAndContinued_GivesTheSameBytes(int batchSize, ExampleOrder order)
    {
        DescentOptions options = Options(batchSize, 0.3) with { Order = order, OrderSeed = 5 };
        using var whole = new Denoising(Autoencoder, Data, options, 1, KernelChoice.Current, 8);
        PathRecorder expected = PathRecorder.Follow(whole, Start(), 3);

        // Each part is run by a descent of its own, which is asked to stop as it begins.
        var path = new PathRecorder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        PathPosition? position = null;
        int parts = 0;
        for (DescentOutcome outcome = DescentOutcome.Stopped; outcome == DescentOutcome.Stopped; parts++)
        {
            using var part = new Denoising(Autoencoder, Data, options, 2, KernelChoice.Current, 8);
            outcome = position is null
                ? part.Begin(Start(), 0, 3, path, stop.Token)
                : part.Continue(position, 3, path, stop.Token);
            position = path.Pauses.Count > 0 ? path.Pauses[^1].Position : null;
        }

        Assert.True(parts >= 3 * (Data.Train.Count / Math.Max(8, batchSize) / 2), $"{parts} parts");
        path.AssertSame(expected, "in parts");
    }

    [Fact]
    public void Denoising_SameDescentAfterPauses_GoesOnWhereTheMasksAre()
    {
        using var whole = new Denoising(Autoencoder, Data, Options(1, 0.3), 1, KernelChoice.Current, 8);
        PathRecorder expected = PathRecorder.Follow(whole, Start(), 2);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var path = new PathRecorder();
        using var descent = new Denoising(Autoencoder, Data, Options(1, 0.3), 1, KernelChoice.Current, 8);
        DescentOutcome outcome = descent.Begin(Start(), 0, 2, path, stop.Token);
        while (outcome == DescentOutcome.Stopped)
            outcome = descent.Continue(path.Pauses[^1].Position, 2, path, stop.Token);
        path.AssertSame(expected, "in parts");
    }

    [Fact]
    public void Reconstruction_AnyThreads_IsThePlainOne()
    {
        Parameters point = Start();
        var plain = new PlainAutoencoder(Inputs, Units, point.Values);
        for (int threads = 1; threads <= 3; threads++)
        {
            using var reconstruction = new Reconstruction(Autoencoder, Data.Train, threads);
            AssertClose(plain.Cost(Data.Train), reconstruction.Cost(point), 1e-6 * plain.Cost(Data.Train), "cost");
            float[] hidden = reconstruction.Hidden(point), outputs = reconstruction.Outputs(point);
            for (int n = 0; n < Data.Train.Count; n += 13)
            {
                (double[] y, double[] z) = plain.Forward(Rows(n, 1)[0]);
                for (int j = 0; j < Units; j++)
                    AssertClose(y[j], hidden[(n * Units) + j], 1e-6, $"hidden {n}, {j}");
                for (int i = 0; i < Inputs; i++)
                    AssertClose(z[i], outputs[(n * Inputs) + i], 1e-6, $"output {n}, {i}");
            }
        }
    }

    [Fact]
    public void Denoising_WhatAutoencodersDoNotHave_IsRefused()
    {
        Refused("no penalties", Options(1, 0) with { L2 = 1e-4 });
        Refused("plain gradient descent", Options(1, 0) with { Minimiser = new Momentum() });
        Refused("from 0 to below 1", Options(1, 1));
        Refused("with a corruption", new DescentOptions { L2 = 0 });
        Assert.Contains("from 0 to 1 only", Assert.Throws<UnusableInputException>(() => new Denoising(
            Autoencoder, Data with { Test = Examples.FromValues([.. Enumerable.Repeat(1.5f, Inputs)], [0], Inputs) }, Options(1, 0))).Message);
        Assert.Contains("tells no classes apart", Assert.Throws<UnusableInputException>(() => new Descent(Autoencoder, Data, new DescentOptions())).Message);

        static void Refused(string because, DescentOptions options) =>
            Assert.Contains(because, Assert.Throws<UnusableInputException>(() => new Denoising(Autoencoder, Data, options)).Message);
    }

    private static DescentOptions Options(int batchSize, double corruption) => new()
    {
        BatchSize = batchSize,
        LearningRate = 0.1,
        L2 = 0,
        Corruption = new Corruption(corruption, MaskSeed),
    };

    private static DataSet BuiltIn(int train) => new("random", "random numbers", 3, Draw(1, train), Draw(2, 40), Draw(3, 35));

    private static Examples Draw(uint seed, int count)
    {
        var random = new RandomState(seed);
        float[] values = new float[count * Inputs];
        for (int i = 0; i < values.Length; i++)
            values[i] = i / 4 % 3 == 0 ? 0 : (float)random.NextDouble();
        return Examples.FromValues(values, new byte[count], Inputs);
    }

    private static Parameters Start()
    {
        Parameters start = StackedStart.Draw(Autoencoder, 5).Parameters;
        var random = new RandomState(6);
        random.Uniform(-0.3, 0.3, start["hidden.b"]);
        random.Uniform(-0.3, 0.3, start["visible.b"]);
        return start;
    }

    private static double[][] Rows(int batch, int batchSize) => [.. Enumerable.Range(batch * batchSize, batchSize).Select(static n =>
    {
        float[] row = new float[Inputs];
        Data.Train.CopyRow(n, row);
        return Array.ConvertAll(row, static value => (double)value);
    })];

    // A number is kept where one uniform in [0, 1) is at most the share that is kept.
    private static double[][] Masks(RandomState random, int count, double corruption) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Inputs).Select(_ => random.NextDouble() <= 1 - corruption ? 1.0 : 0.0).ToArray())];

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{what}: {actual:R}, expected {expected:R}, off by {Math.Abs(actual - expected):E2}, tolerance {tolerance:E2}");
}
