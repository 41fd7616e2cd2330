using System.Runtime.CompilerServices;
using Minima.Data;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Tests.Documentation;

/// <summary>The README's C# is this file's, so it compiles.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public void Readme_Example_IsTheOneThatCompiles()
    {
        string[] lines = [.. File.ReadLines(ThisFile())
            .SkipWhile(static line => line.Trim() != "// begin").Skip(1)
            .TakeWhile(static line => line.Trim() != "// end").Select(static line => line.Length > 8 ? line[8..] : "")];
        Assert.True(lines.Length > 5);
        Assert.Contains(string.Join('\n', lines).TrimEnd(), File.ReadAllText(Path.Combine(CommandLineTests.Root(), "README.md")));
    }

    internal static void Example()
    {
        // begin
        DataSet data = DataLocator.FromEnvironment().Load("auto");
        Network network = Network.Perceptron(data.Inputs, [500], data.Classes);
        var configuration = new RunConfiguration(network, new Start(), new DescentOptions(), data.Name, data.Fingerprint);
        TrainingResult result = Training.Run(configuration, data, "runs/try", epochs: 20, new SaveSchedule(every: 10));

        Run run = Run.Open(result.Folder);
        Distances way = Distances.Between(run.Read(0).Parameters, run.ReadLast().Parameters);
        Console.WriteLine($"{result.TestErrors} test errors, {way.Total.L2:F2} from the start");

        // end
    }

    private static string ThisFile([CallerFilePath] string here = "") => here;
}
