using System.CommandLine;
using Minima.Data;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Options that mean the same in several commands.</summary>
internal static class SharedOptions
{
    /// <summary>Factor of the squared weights in the cost of a file that knows no run.</summary>
    public const double UsualL2 = 1e-4;

    /// <summary>MNIST where it is found, otherwise the built-in digits.</summary>
    public const string AutomaticData = "auto";

    /// <summary>What hidden units can do.</summary>
    public static (string Word, Activation Value)[] Activations { get; } =
        [("tanh", Activation.Tanh), ("sigmoid", Activation.Sigmoid), ("relu", Activation.Relu)];

    public static Option<string> Data() => Options.Text(
        "--data", "auto|mnist|digits|PATH",
        "What to train on: auto is MNIST where it is found and otherwise the built-in digits; PATH is a folder of IDX files, a NumPy .npz with x and y, or a pickle as the tutorial's mnist.pkl.gz", AutomaticData)!;

    /// <summary>The data of a command that measures saved models.</summary>
    public static Option<string?> DataOfRun() => Options.Text(
        "--data", "auto|mnist|digits|DIR", "The data to read (default: a run's own; for files auto, which is MNIST where it is found and otherwise the built-in digits)");

    /// <summary>
    /// The data to load: <paramref name="asked"/>, but for automatic data those that the run in the folder records. A run goes on with the
    /// data that it began with, also where MNIST has been fetched meanwhile.
    /// </summary>
    public static string DataFor(string asked, string folder, bool force) =>
        asked == AutomaticData && !force && Run.Exists(folder) ? Run.Open(folder).Configuration.DataName : asked;

    /// <summary>The parts of a data set.</summary>
    public static (string Word, DataPart Value)[] Parts { get; } =
        [("train", DataPart.Train), ("valid", DataPart.Validation), ("test", DataPart.Test)];

    /// <summary>What <see cref="Parts"/> calls a part.</summary>
    public static string WordOf(DataPart part) => Parts.First(entry => entry.Value == part).Word;

    /// <summary>0 where it is not given: one for each core.</summary>
    public static Option<int> Threads() =>
        Options.IntegerOrNone("--threads", "How many threads compute; it changes no result (default: one for each core)", 1, 1024);

    /// <summary>0 where it is not given: one for each core.</summary>
    public static Option<int> Workers() => Options.IntegerOrNone(
        "--workers", "How many runs are trained at the same time, and threads that measure; it changes no result (default: one for each core)", 1, 1024);
}
