using System.Globalization;
using System.Runtime.CompilerServices;
using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

/// <summary>The proof of the whole: 500 epochs end where the author's published model of 2016 stands.</summary>
public sealed class PublishedModelTests(ITestOutputHelper output)
{
    private const double ModelTolerance = 1e-3;
    private const double CourseTolerance = 2e-3;

    /// <summary>
    /// <c>Published/zero.csv</c> is an independent re-run of the experiment by another framework: errors, distances to the last epoch and
    /// norms, every ten epochs.
    /// </summary>
    [Fact]
    public void PublishedModel_FiveHundredEpochs_IsMet()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MINIMA_LONG") == "1", "Takes minutes; MINIMA_LONG=1 runs it.");
        string? root = Environment.GetEnvironmentVariable("MINIMA_DATA");
        string model = Path.Combine(root ?? "", "dml", PublishedModel.FileName);
        Assert.SkipUnless(root is not null && File.Exists(model), "MINIMA_DATA names no folder with mnist/ and the published model.");

        using var folder = new TemporaryFolder();
        DataSet data = new DataLocator([new DataRoot(root!, "MINIMA_DATA")]).Load("mnist");
        Network network = Network.Perceptron(784, [500], 10);
        var configuration = new RunConfiguration(network, new Start(), new DescentOptions(), data.Name, data.Fingerprint);
        TrainingResult result = Training.Run(
            configuration, data, Path.Combine(folder.Path, "zero"), 500, new SaveSchedule(10), cancellation: TestContext.Current.CancellationToken);

        Parameters published = Snapshot.Read(model).Parameters;
        Run run = Run.Open(result.Folder);
        Distances toPublished = Distances.Between(run.Read(500).Parameters, published);
        output.WriteLine($"{result.TestErrors} test errors, {run.Metrics[500].ValidationErrors} validation errors; L2 distance from the published model:");
        foreach (ParameterDistance parameter in toPublished.Parameters.Append(toPublished.Total))
            output.WriteLine($"{parameter.Name} {parameter.L2:E2} of {parameter.NormB:F6}");
        output.WriteLine($"peak memory {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        Assert.InRange(result.TestErrors, 172, 176);
        foreach (ParameterDistance parameter in toPublished.Parameters)
            Assert.True(parameter.L2 <= ModelTolerance, $"{parameter.Name} ends {parameter.L2} from the published model.");

        foreach (string[] cells in ReadCourse())
        {
            int epoch = int.Parse(cells[0], CultureInfo.InvariantCulture);
            Snapshot snapshot = run.Read(epoch);
            Distances toLast = Distances.Between(snapshot.Parameters, run.Read(500).Parameters);
            for (int i = 0; i < toLast.Parameters.Count; i++)
            {
                AssertNear(cells[3 + i], toLast.Parameters[i].L2, $"distance of {toLast.Parameters[i].Name} at epoch {epoch}");
                AssertNear(cells[7 + i], toLast.Parameters[i].NormA, $"norm of {toLast.Parameters[i].Name} at epoch {epoch}");
            }

            if (epoch == 0)
                continue;
            EpochMetrics metrics = run.Metrics[epoch];
            Assert.InRange(metrics.ValidationErrors - int.Parse(cells[1], CultureInfo.InvariantCulture), -3, 3);
            Assert.InRange(metrics.TestErrors - int.Parse(cells[2], CultureInfo.InvariantCulture), -3, 3);
        }
    }

    /// <summary>What its author and an independent re-run count: 174, 180 and 33 errors; norms in L2.</summary>
    [Fact]
    public void PublishedModel_OnMnist_MakesItsErrors()
    {
        string? root = Environment.GetEnvironmentVariable("MINIMA_DATA");
        string model = Path.Combine(root ?? "", "dml", PublishedModel.FileName);
        Assert.SkipUnless(root is not null && File.Exists(model), "MINIMA_DATA names no folder with mnist/ and the published model.");
        Assert.Equal(PublishedModel.Sha256, IdxBytes.Sha256(File.ReadAllBytes(model)));

        Snapshot published = Snapshot.Read(model);
        DataSet data = new DataLocator([new DataRoot(root!, "MINIMA_DATA")]).Load("mnist");
        Assert.Equal(500, published.Epoch);
        Assert.Equal([(784, 500), (500, 10)], published.Network.Layers.Select(static layer => (layer.Inputs, layer.Outputs)));
        Assert.Equal((174, 180, 33), (Errors(data.Test), Errors(data.Validation), Errors(data.Train)));
        string[] norms =
        [
            .. Distances.Between(published.Parameters, published.Parameters).Parameters
                .Select(static parameter => parameter.NormA.ToString("F6", CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(["15.529734", "3.208636", "14.347782", "1.798539"], norms);

        int Errors(Examples examples)
        {
            using var functional = new Functional(published.Network, examples);
            return functional.Evaluate(published.Parameters).Errors;
        }
    }

    private static void AssertNear(string expected, double measured, string what)
    {
        double difference = Math.Abs(double.Parse(expected, CultureInfo.InvariantCulture) - measured);
        Assert.True(difference <= CourseTolerance, $"The {what} is {measured}; {expected} was expected.");
    }

    private static IEnumerable<string[]> ReadCourse([CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "Published", "zero.csv")).Skip(1).Select(static line => line.Split(','));
}
