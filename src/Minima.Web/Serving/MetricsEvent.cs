using Minima.Minimisation;

namespace Minima.Web.Serving;

/// <summary>Rows of a run's metrics that are new, by column, as the document of a run has them.</summary>
internal sealed record MetricsEvent(
    string Run,
    IReadOnlyList<int> Epoch,
    IReadOnlyList<double?> TrainCost,
    IReadOnlyList<int> ValidErrors,
    IReadOnlyList<int> TestErrors,
    ReconstructionColumns? Reconstruction,
    IReadOnlyList<double> Seconds)
{
    // A page that misses rows before the first that it is told asks for the whole run.
    private const int Most = 2048;

    /// <summary>The rows from one on, of many the last.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="rows">All its rows.</param>
    /// <param name="first">The first that is new.</param>
    public static MetricsEvent Of(string run, IReadOnlyList<EpochMetrics> rows, int first)
    {
        EpochMetrics[] told = [.. rows.Skip(Math.Max(first, rows.Count - Most))];
        return new MetricsEvent(
            run,
            Array.ConvertAll(told, static row => row.Epoch),
            Array.ConvertAll(told, static row => LiveJson.Finite(row.TrainCost)),
            Array.ConvertAll(told, static row => row.ValidationErrors),
            Array.ConvertAll(told, static row => row.TestErrors),
            told.All(static row => row.Reconstruction is null) ? null : new ReconstructionColumns(
                Array.ConvertAll(told, static row => LiveJson.Finite(row.Reconstruction?.Validation)),
                Array.ConvertAll(told, static row => LiveJson.Finite(row.Reconstruction?.Test))),
            Array.ConvertAll(told, static row => row.Seconds));
    }

    /// <summary>These rows and those that came after them, of many the last.</summary>
    public MetricsEvent Then(MetricsEvent later)
    {
        return new MetricsEvent(
            Run, Joined(Epoch, later.Epoch), Joined(TrainCost, later.TrainCost), Joined(ValidErrors, later.ValidErrors), Joined(TestErrors, later.TestErrors),
            Reconstruction is { } costs && later.Reconstruction is { } next ? new ReconstructionColumns(Joined(costs.Valid, next.Valid), Joined(costs.Test, next.Test)) : null,
            Joined(Seconds, later.Seconds));

        static T[] Joined<T>(IReadOnlyList<T> first, IReadOnlyList<T> second) => [.. first.Concat(second).TakeLast(Most)];
    }
}

/// <summary>Of an autoencoder, which makes no errors, the costs of what it gives back.</summary>
internal sealed record ReconstructionColumns(IReadOnlyList<double?> Valid, IReadOnlyList<double?> Test);
