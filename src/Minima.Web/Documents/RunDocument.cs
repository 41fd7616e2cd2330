using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Studies;
using Minima.Studies.Reports;
using Minima.Trajectories;

namespace Minima.Web.Documents;

/// <summary>A run as the page reads it.</summary>
public static class RunDocument
{
    /// <summary>All that is shown of a run.</summary>
    public static JsonObject Of(RunReport report)
    {
        Run run = report.Run;
        return new JsonObject
        {
            ["name"] = report.Name,
            ["folder"] = Path.TrimEndingDirectorySeparator(run.Folder),
            ["state"] = TrainingWords.State(run),
            ["shape"] = TrainingWords.Shape(run.Configuration.Network),
            ["epochs"] = run.Epochs,
            ["snapshots"] = Json.Numbers(run.SnapshotEpochs),
            ["command"] = TrainingWords.Command(run),
            ["configuration"] = Json.List(TrainingWords.Configuration(run).Select(static word => new JsonObject { ["name"] = word.Name, ["value"] = word.Value })),
            ["identity"] = run.Configuration.Identity,
            ["version"] = run.Version,
            ["dataName"] = run.Configuration.DataName,
            ["dataFingerprint"] = run.Configuration.DataFingerprint,
            ["metrics"] = Metrics(run.Metrics),
            ["distances"] = DistancesDocument.Of(report.Distances.Rows.Select(static row => (row.Epoch, row.Distances))),
            ["test"] = report.Readings is { } readings ? Test(readings, report) : null,
            ["units"] = report.Units is { } units ? Units(units) : null,
        };
    }

    private static JsonObject Metrics(IReadOnlyList<EpochMetrics> rows) => new()
    {
        ["epoch"] = Json.Numbers(rows.Select(static row => row.Epoch)),
        ["trainCost"] = Json.Numbers(rows.Select(static row => row.TrainCost)),
        ["validErrors"] = Json.Numbers(rows.Select(static row => row.ValidationErrors)),
        ["testErrors"] = Json.Numbers(rows.Select(static row => row.TestErrors)),
        ["reconstruction"] = rows.All(static row => row.Reconstruction is null) ? null : new JsonObject
        {
            ["valid"] = Json.Numbers(rows.Select(static row => row.Reconstruction?.Validation)),
            ["test"] = Json.Numbers(rows.Select(static row => row.Reconstruction?.Test)),
        },
        ["seconds"] = Json.Numbers(rows.Select(static row => row.Seconds)),
    };

    private static JsonObject Test(SnapshotReadings readings, RunReport report)
    {
        // A square where the data says nothing of its shape; a page cannot draw another list of numbers.
        int numbers = report.Run.Configuration.Network.Inputs, side = (int)Math.Sqrt(numbers);
        (int width, int height) = report.Units is { } units ? (units.Width, units.Height) : side * side == numbers ? (side, side) : (numbers, 1);
        return new JsonObject
        {
            ["examples"] = readings.Results[0].Examples,
            ["epochs"] = Json.Numbers(readings.Epochs),
            ["errors"] = Json.Numbers(readings.Results.Select(static result => result.Errors)),
            ["loss"] = Json.Numbers(readings.Results.Select(static result => result.Loss)),
            ["digits"] = new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["index"] = Json.Numbers(readings.Digits.Select(static digit => digit.Index)),
                ["truth"] = Json.Numbers(readings.Digits.Select(static digit => digit.True)),
                ["probability"] = Json.Numbers(readings.Digits.Select(static digit => digit.Probability)),
                ["pixels"] = Json.Base64([.. readings.Digits.SelectMany(static digit => digit.Pixels)]),
            },
            ["says"] = Json.List(readings.Epochs.Select((_, i) => (JsonNode)Json.Numbers(readings.Digits.Select(digit => (int)digit.Says[i])))),
        };
    }

    private static JsonObject Units(UnitSeries units) => new()
    {
        ["layer"] = units.Layer.Name,
        ["width"] = units.Width,
        ["height"] = units.Height,
        ["count"] = units.Layer.Units,
        ["last"] = new JsonObject
        {
            ["epoch"] = units.Last.Epoch,
            ["units"] = Json.Numbers(units.Last.Units),
            ["outgoing"] = Json.Numbers(units.Last.Outgoing),
            ["scale"] = Json.Numbers(units.Last.Scale),
            ["pixels"] = Json.Base64(units.Last.Pixels),
        },
        ["along"] = new JsonObject
        {
            ["units"] = Json.Numbers(units.Along[0].Units),
            ["frames"] = Json.List(units.Along.Select(static frame => new JsonObject
            {
                ["epoch"] = frame.Epoch,
                ["scale"] = Json.Numbers(frame.Scale),
                ["pixels"] = Json.Base64(frame.Pixels),
            })),
        },
    };
}

/// <summary>Distances by epoch as the page reads them.</summary>
internal static class DistancesDocument
{
    public static JsonObject Of(IEnumerable<(int Epoch, Distances Distances)> rows)
    {
        (int Epoch, Distances Distances)[] all = [.. rows];
        int parameters = all[0].Distances.Parameters.Count;
        return new JsonObject
        {
            ["epochs"] = Json.Numbers(all.Select(static row => row.Epoch)),
            ["columns"] = Json.List(Enumerable.Range(0, parameters + 1).Select(i =>
            {
                ParameterDistance[] column = [.. all.Select(row => i < parameters ? row.Distances.Parameters[i] : row.Distances.Total)];
                return new JsonObject
                {
                    ["name"] = column[0].Name,
                    ["l2"] = Json.Numbers(column.Select(static distance => distance.L2)),
                    ["relative"] = Json.Numbers(column.Select(static distance => distance.Relative)),
                    ["cosine"] = Json.Numbers(column.Select(static distance => distance.Cosine)),
                };
            })),
        };
    }
}
