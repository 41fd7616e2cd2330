using System.CommandLine;
using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies.Experiments;

namespace Minima.Cli.Commands;

/// <summary>The options that all studies share.</summary>
internal sealed class StudyOptions(string name, int epochs)
{
    private const int MostEpochs = 1_000_000;

    private readonly Option<string?> _out = Options.Text("--out", "DIR", "Where runs, tables and figures go", $"runs/study-{name}");

    private readonly Option<string> _data = SharedOptions.Data();

    private readonly Option<int> _epochs = Options.Integer("--epochs", "The last epoch of every run", epochs, 1, MostEpochs);

    private readonly Option<int> _replicates = Options.Integer("--replicates", "How often all is repeated with other seeds; 8 make intervals that can be relied on", 3, 1, 1000);

    private readonly Option<uint> _seed = Options.Seed("--seed", "The first seed", 1);

    private readonly Option<int> _workers = SharedOptions.Workers();

    private readonly Option<int> _points = Options.Integer("--points", "Points of the grid on each line, both ends counted; the exact top is found besides", 25, 2, 1001);

    private readonly Option<int[]> _hidden = Options.Integers("--hidden", "LIST", "Units of the hidden layers", [500], 1, 1_000_000);

    private readonly Option<Activation> _activation = Options.Choice("--activation", "What the hidden units do to their sums", Activation.Tanh, SharedOptions.Activations);

    private readonly Option<int> _batchSize = Options.Integer("--batch-size", "Examples in a minibatch", 20, 1, 1_000_000);

    private readonly Option<double> _learningRate = Options.Number("--learning-rate", "Length of a step", 0.01, zeroAllowed: false);

    private readonly Option<double> _l2 = Options.Number("--l2", "Factor of the sum of squared weights in the cost", 1e-4, zeroAllowed: true);

    /// <summary>Puts the options into a command's help and parser.</summary>
    public Page AddTo(Page page) => page
        .Add("The study", _out, _data, _epochs, _replicates, _seed, _points, _workers)
        .Add("The network and its descent", _hidden, _activation, _batchSize, _learningRate, _l2);

    /// <summary>What was asked for, and the data: those of the folder's runs where there are any and no others are named.</summary>
    /// <exception cref="UnusableInputException">The data are not found or unusable.</exception>
    public (StudySetting Setting, DataSet Data) Read(ParseResult asked)
    {
        string folder = asked.GetValue(_out)!;
        string recorded = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault(Trajectories.Run.Exists, folder) : folder;
        DataSet data = DataLocator.FromEnvironment().Load(SharedOptions.DataFor(asked.GetValue(_data)!, recorded, force: false));
        var setting = new StudySetting
        {
            Folder = folder,
            Hidden = asked.GetValue(_hidden)!,
            Activation = asked.GetValue(_activation),
            Descent = new DescentOptions { BatchSize = asked.GetValue(_batchSize), LearningRate = asked.GetValue(_learningRate), L2 = asked.GetValue(_l2) },
            Epochs = asked.GetValue(_epochs),
            Replicates = asked.GetValue(_replicates),
            Seed = asked.GetValue(_seed),
            Points = asked.GetValue(_points),
            Workers = asked.GetValue(_workers),
        };
        return (setting, data);
    }
}
