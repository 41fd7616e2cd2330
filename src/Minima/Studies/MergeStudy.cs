using System.Globalization;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// One network made of several: the mean of their weights, each aligned to the first. Beside it what it has to be held against: the networks themselves, the
/// mean of their weights as they are, and the mean of their predictions, which costs them all.
/// </summary>
public sealed record MergeStudy
{
    /// <summary>The networks, the first of which the others are aligned to.</summary>
    public required IReadOnlyList<MergedMember> Members { get; init; }

    /// <summary>How it was done.</summary>
    public required MergeOptions Options { get; init; }

    /// <summary>What they were evaluated on; null: nothing.</summary>
    public required DataSet? Data { get; init; }

    /// <summary>The mean of the aligned networks.</summary>
    public required Parameters Parameters { get; init; }

    /// <summary>What it does; null where there is no data.</summary>
    public required TwoEvaluations? Aligned { get; init; }

    /// <summary>What the mean of the networks as they are does.</summary>
    public required TwoEvaluations? Raw { get; init; }

    /// <summary>What the mean of all networks' probabilities does.</summary>
    public required TwoEvaluations? Ensemble { get; init; }

    /// <summary>What it comes to, in words; null where there is no data.</summary>
    public string? Sentence
    {
        get
        {
            if (Aligned is null)
                return null;
            int best = Members.Min(static member => member.Does!.Test.Errors);
            string ends = string.Join(", ", Members.Select(static member => member.Does!.Test.Errors.ToString(CultureInfo.InvariantCulture)));
            string worth = Aligned.Test.Errors <= best ? "no more than the best of them"
                : $"{(Aligned.Test.Errors - best).ToString(CultureInfo.InvariantCulture)} more than the best of them";
            return $"The aligned mean makes {Aligned.Test.Errors} errors on {Aligned.Test.Examples} test examples, {worth} ({ends}); their mean as they are makes {Raw!.Test.Errors}, "
                + $"the mean of their predictions {Ensemble!.Test.Errors}.";
        }
    }

    /// <summary>Aligns, averages and evaluates.</summary>
    /// <param name="networks">Two or more networks of the same layers, with what they are called.</param>
    /// <param name="data">What they are evaluated on, and what units are watched on; null: nothing.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told what is being done, and the part of all that is done.</param>
    /// <param name="cancellation">Stops it between its parts.</param>
    /// <exception cref="UnusableInputException">
    /// There are fewer than two, they have other layers or units, a number is not finite, the data does not fit, or the weights are not one for each network.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static MergeStudy Of(
        IReadOnlyList<(string Name, Snapshot Snapshot)> networks,
        DataSet? data,
        MergeOptions options,
        IProgress<PathProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        double[] weights = Demand(networks, data, options);
        Snapshot a = networks[0].Snapshot;
        Network network = a.Network;
        Parameters[] members = [.. networks.Select(member => new Parameters(network.Layout, member.Snapshot.Parameters.Values))];
        var symmetries = new List<Symmetry> { Symmetry.Identity(network) };
        for (int i = 1; i < members.Length; i++)
        {
            Report($"aligning {networks[i].Name}", i - 1);
            symmetries.Add(Align(members[i]));
        }

        Parameters[] aligned = [.. members.Select((member, i) => i == 0 ? member : symmetries[i].Apply(member))];
        Parameters merged = Mean(aligned, weights), raw = Mean(members, weights);
        (TwoEvaluations[] Does, TwoEvaluations Aligned, TwoEvaluations Raw, TwoEvaluations Ensemble)? measured = null;
        if (data is not null)
        {
            Report("evaluating", members.Length - 1);
            (Evaluation[] train, Evaluation[] test) = (Evaluate(data.Train), Evaluate(data.Test));
            TwoEvaluations[] both = [.. train.Zip(test, static (train, test) => new TwoEvaluations(train, test))];
            measured = (both[..^3], both[^3], both[^2], both[^1]);
        }

        return new MergeStudy
        {
            Members =
            [
                .. networks.Select((member, i) => new MergedMember(
                    member.Name, member.Snapshot, weights[i], symmetries[i], Distances.Between(members[0], members[i]).Total.L2,
                    Distances.Between(members[0], aligned[i]).Total.L2, measured?.Does[i])),
            ],
            Options = options,
            Data = data,
            Parameters = merged,
            Aligned = measured?.Aligned,
            Raw = measured?.Raw,
            Ensemble = measured?.Ensemble,
        };

        Symmetry Align(Parameters b)
        {
            cancellation.ThrowIfCancellationRequested();
            AlignmentOptions how = options.Alignment;
            AlignmentResult closest = Aligner.Align(network, members[0], b, how.Kind, how.RandomStarts, how.Seed);
            return how.By == AlignmentBy.Weights
                ? closest.Symmetry
                : AlignmentSearch.Find(network, members[0], b, closest, data!.Train, how, cancellation: cancellation).Symmetry;
        }

        // The members, the two means, the mean of the predictions.
        Evaluation[] Evaluate(Examples examples)
        {
            using var functional = new Functional(network, examples, threads: options.Alignment.Threads);
            Answers[] said = [.. members.Select(member =>
            {
                cancellation.ThrowIfCancellationRequested();
                return functional.Answer(member);
            })];
            return [.. said.Select(static answers => answers.Evaluation), functional.Evaluate(merged), functional.Evaluate(raw), MeanPrediction(said, weights, examples.Labels)];
        }

        void Report(string task, int done) => progress?.Report(new PathProgress(task, (double)done / members.Length));
    }

    /// <summary>Writes the aligned mean; where the first network is a part of another tool's file (<see cref="LayerFile"/>), as that file.</summary>
    /// <exception cref="UnusableInputException">That file has no biases where the mean needs some.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(string path) => new Snapshot(Members[0].Snapshot.Network, Parameters) { State = Members[0].Snapshot.State }.Write(path);

    // Summed in double in the order given, and rounded once.
    private static Parameters Mean(Parameters[] members, double[] weights)
    {
        var mean = new Parameters(members[0].Layout);
        for (int i = 0; i < mean.Values.Length; i++)
        {
            double sum = 0;
            for (int m = 0; m < members.Length; m++)
                sum += weights[m] * members[m].Values[i];
            mean.Values[i] = (float)sum;
        }

        return mean;
    }

    private static Evaluation MeanPrediction(Answers[] said, double[] weights, ReadOnlySpan<byte> labels)
    {
        int classes = said[0].LogProbabilities.Length / labels.Length, errors = 0;
        double loss = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            int best = 0;
            double largest = double.NegativeInfinity;
            for (int k = 0; k < classes; k++)
            {
                double mean = 0;
                for (int m = 0; m < said.Length; m++)
                    mean += weights[m] * Elementary.Exp(said[m].LogProbabilities[(n * classes) + k]);
                if (mean > largest)
                    (best, largest) = (k, mean);
                if (k == labels[n])
                    loss -= Elementary.Log(mean);
            }

            errors += best == labels[n] ? 0 : 1;
        }

        return new Evaluation(labels.Length, errors, loss / labels.Length);
    }

    private static double[] Demand(IReadOnlyList<(string Name, Snapshot Snapshot)> networks, DataSet? data, MergeOptions options)
    {
        if (networks.Count < 2)
            throw new UnusableInputException("Merging takes two networks at least.");
        foreach ((string name, Snapshot snapshot) in networks.Skip(1))
            AlignmentStudy.Demand(networks[0].Name, networks[0].Snapshot, name, snapshot);
        if (data is null && options.Alignment.By != AlignmentBy.Weights)
            throw new UnusableInputException("Only by weights can units be matched without data. Name data (--data), or leave --by out.");
        if (data is not null)
        {
            Fit.Require(networks[0].Snapshot.Network, data, networks[0].Name);
            Fit.RequireExamples(data, DataPart.Train);
            Fit.RequireExamples(data, DataPart.Test);
        }

        if (options.Weights.Count == 0)
            return [.. networks.Select(_ => 1.0 / networks.Count)];
        double sum = options.Weights.Sum();
        if (options.Weights.Count != networks.Count || !(sum > 0) || options.Weights.Any(static weight => !(weight >= 0)))
        {
            throw new UnusableInputException(
                $"There are {networks.Count} networks and the weights {string.Join(", ", options.Weights.Select(static weight => weight.ToString(CultureInfo.InvariantCulture)))}; one for each is expected, none negative, not all 0.");
        }

        return [.. options.Weights.Select(weight => weight / sum)];
    }
}
