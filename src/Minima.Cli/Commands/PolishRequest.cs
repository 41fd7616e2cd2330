using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Minima.Curvature;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A polishing that was asked for.</summary>
internal sealed record PolishRequest
{
    public required string Name { get; init; }

    public required PolishOptions Polish { get; init; }

    /// <summary>Null: not given.</summary>
    public required double? L2 { get; init; }

    public required string? DataName { get; init; }

    public required string? Out { get; init; }

    public required string? Export { get; init; }

    public required bool Force { get; init; }

    public required ForeignNetwork Told { get; init; }

    private string? Partial => (Export ?? Out) is { } file ? file + ".partial" : null;

    /// <summary>Polishes, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        DemandFiles();
        var snapshot = SnapshotName.Read(Name, Told);
        DistanceRequest.Say(snapshot, output);
        Run? run = SnapshotName.RunOf(Name);
        if (run?.Configuration.Descent.L1 is > 0)
            throw new UnusableInputException($"The run '{run.Folder}' has an l1 penalty, whose cost has no gradient where a weight is 0; only smooth costs have critical points to go to.");
        string name = Directory.Exists(Name) ? $"{Path.TrimEndingDirectorySeparator(Name)}@{snapshot.Epoch}" : Name;
        DataSet data = RecordedData.Load(run, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        if (RecordedData.Remark(run, data) is { } remark)
            output.Warning(remark);
        if (Force && Partial is not null)
            File.Delete(Partial);
        if (Partial is not null && File.Exists(Partial))
            output.Note($"going on from {Partial}");
        long began = Stopwatch.GetTimestamp();
        PolishStudy study = output.WithProgress(display => PolishStudy.Of(
            name, snapshot.Network, snapshot.Parameters, data, L2 ?? run?.Configuration.Descent.L2 ?? SharedOptions.UsualL2, Polish, Partial, new Display(display), cancellation));
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        if (study.Warning is { } warning)
            output.Warning(warning);
        if (Out is not null)
            new Snapshot(study.Network, study.Parameters).Write(Out);
        if (Export is not null)
            study.Export(Export);
        if (Partial is not null && study.Critical.Outcome != PolishOutcome.OutOfProducts)
            File.Delete(Partial);
        output.Json(() => Document(study, snapshot, took));
        output.Result(Text(study, took));
        foreach (string file in new[] { Out, Export }.OfType<string>())
            output.Note($"wrote {file}");
        return study.Critical.Outcome == PolishOutcome.OutOfProducts ? ExitCode.Failed : ExitCode.Done;
    }

    private void DemandFiles()
    {
        if (Out is not null && !Out.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UnusableInputException($"--out is '{Out}'; a file name that ends in .safetensors is expected.");
        if (Export is not null && !Export.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            throw new UnusableInputException($"--export is '{Export}'; a file name that ends in .npz is expected.");
        foreach (string file in new[] { Out, Export }.OfType<string>())
        {
            if (Directory.Exists(file))
                throw new UnusableInputException($"'{file}' is a folder; a file name is expected.");
            if (!Force && File.Exists(file))
                throw new UnusableInputException($"The file '{file}' is there already. Name another one, or overwrite it (--force).");
        }
    }

    private static string Text(PolishStudy study, TimeSpan took)
    {
        CriticalPoint point = study.Critical;
        var moved = new Table(
            new Column("parameter", Alignment.Left), new Column("moved", Format: "F6"), new Column("relative", Format: "E2"), new Column("cosine", Format: "F6"), new Column("norm before", Format: "F6"), new Column("norm after", Format: "F6"));
        foreach (ParameterDistance parameter in study.Moved.Parameters.Append(study.Moved.Total))
            moved.Add(parameter.Name, parameter.L2, parameter.Relative, parameter.Cosine, parameter.NormA, parameter.NormB);
        string test = study.Test is { } known ? string.Create(CultureInfo.InvariantCulture, $"; test {known.Errors} errors, loss {known.Loss:F6}") : "";
        string ends = point.Smallest is { } smallest && point.Largest is { } largest
            ? string.Create(CultureInfo.InvariantCulture, $"\neigenvalues  smallest {smallest.Value:E4} (residual {smallest.Residual:E1}), largest {largest.Value:F6} (residual {largest.Residual:E1}), of the cost, outside what is known")
            : "";
        string dead = point.DeadUnits == 0 ? "" : $"\ndead units   {point.DeadUnits} of {study.Network.Layers.SkipLast(1).Sum(static layer => layer.Units)}: their weights, in and out, are zero, and their biases are free";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {study.Name}, polished on the cost over {study.Data.Train.Count} training examples of {study.Data.Name} (l2 {study.L2})

            gradient     {point.GradientNormBefore:E4} before, {point.GradientNorm:E4} after (L2 norm)
            cost         {point.CostBefore:F12} before, {point.Cost:F12} after; loss {point.Loss:F12}
            errors       training {point.Errors}{test}
            moved        {point.Moved:F6} (L2), {point.MovedKnown:F6} of it along what the data do not see{dead}{ends}
            work         {point.Gradients} gradients of L-BFGS; {point.Steps} steps of Newton's method, {point.Products} products with the Hessian; {Durations.Show(took)}

            {moved.ToText()}
            {study.Sentence}
            """);
    }

    private JsonObject Document(PolishStudy study, Snapshot snapshot, TimeSpan took)
    {
        CriticalPoint point = study.Critical;
        JsonObject json = DistanceDocument.Of(study.Name, snapshot);
        json["of"] = "cost";
        json["set"] = "train";
        json["examples"] = study.Data.Train.Count;
        json.With("l2", study.L2).With("tolerance", Polish.Tolerance);
        json["outcome"] = Word(point.Outcome);
        json.With("gradient_norm_before", point.GradientNormBefore).With("gradient_norm", point.GradientNorm).With("cost_before", point.CostBefore)
            .With("cost", point.Cost).With("loss", point.Loss);
        json["errors"] = point.Errors;
        json["test"] = study.Test is not { } test ? null : new JsonObject { ["examples"] = test.Examples, ["errors"] = test.Errors }.With("loss", test.Loss);
        json.With("moved", point.Moved).With("moved_known", point.MovedKnown);
        var parameters = new JsonObject();
        foreach (ParameterDistance parameter in study.Moved.Parameters)
            parameters[parameter.Name] = new JsonObject().With("l2", parameter.L2).With("relative", parameter.Relative).With("cosine", parameter.Cosine);
        json["parameters"] = parameters;
        json["dead_units"] = point.DeadUnits;
        json["smallest"] = Of(point.Smallest);
        json["largest"] = Of(point.Largest);
        json["settled"] = point.IsSettled;
        json["minimum"] = point.IsMinimum;
        json["gradients"] = point.Gradients;
        json["steps"] = point.Steps;
        json["products"] = point.Products;
        json.With("seconds", took.TotalSeconds);
        json["sentence"] = study.Sentence;
        json["warning"] = study.Warning;
        json["data"] = JsonText.Of(study.Data);
        return json;
    }

    /// <summary>How a search ended, as JSON has it.</summary>
    public static string Word(PolishOutcome outcome) =>
        outcome switch { PolishOutcome.Reached => "reached", PolishOutcome.AtRounding => "at-rounding", _ => "out-of-products" };

    /// <summary>An eigenvalue as JSON; null where there is none.</summary>
    public static JsonObject? Of(Eigenvalue? pair) => pair is null ? null : new JsonObject().With("value", pair.Value).With("residual", pair.Residual);

    /// <summary>Shows how far a polishing has come.</summary>
    internal sealed class Display(IProgressDisplay display) : IProgress<PolishProgress>
    {
        // So much must be done of a stage before its pace says anything.
        private const double Enough = 0.02;

        private string _stage = "";
        private long _began;
        private double _first;
        private double _most;

        public void Report(PolishProgress value)
        {
            // The pace of one stage says nothing of the next. Within each the gradient goes up and down, so what counts is the least so far; and it comes down faster and
            // faster, so this errs on the long side.
            if (value.Stage != _stage)
                (_stage, _began, _first, _most) = (value.Stage, Stopwatch.GetTimestamp(), value.Done, value.Done);
            _most = Math.Max(_most, value.Done);
            TimeSpan? left = _most - _first >= Enough ? Stopwatch.GetElapsedTime(_began) * ((1 - _most) / (_most - _first)) : null;
            string state = value.Smallest is { } smallest
                ? string.Create(CultureInfo.InvariantCulture, $"the smallest so far {smallest.Value:E2}, its residual {smallest.Residual:E1}")
                : string.Create(CultureInfo.InvariantCulture, $"{value.Products} products, cost {value.Cost:F9}, gradient {value.GradientNorm:E2}");
            string text = string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: step {value.Steps}, {state}");
            display.Show(_most, text + (left is { } known ? $", about {Durations.Show(known)} left" : ""));
        }
    }
}
