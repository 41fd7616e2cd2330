using System.CommandLine;
using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The options of <c>minima train</c>.</summary>
internal sealed class TrainOptions
{
    private const int MostEpochs = 1_000_000;

    private readonly Option<string?> _out = Options.Text("--out", "DIR", "The run's folder (default: runs/zero, or runs/rand with --output-init random)");

    private readonly Option<string> _data = SharedOptions.Data();

    private readonly Option<int> _epochs = Options.Integer("--epochs", "The last epoch; a run that was shorter goes on to it", 500, 0, MostEpochs);

    private readonly Option<int> _saveEvery = Options.Integer(
        "--save-every", "Keep a snapshot every N epochs, 0 for none; the start and the last epoch are always kept", 10, 0, MostEpochs);

    private readonly Option<int[]> _saveAt = Options.Integers("--save-at", "LIST", "Further epochs to keep, such as 1,2,5", [], 0, MostEpochs);

    private readonly Option<bool> _force = Options.Flag("--force", "Discard the run that is in the folder and begin anew");

    private readonly Option<int> _threads = SharedOptions.Threads();

    private readonly Option<int[]> _hidden = Options.Integers("--hidden", "LIST", "Units of the hidden layers, such as 300,100", [500], 1, 1_000_000);

    private readonly Option<Activation> _activation = Options.Choice(
        "--activation", "What the hidden units do to their sums", Activation.Tanh, SharedOptions.Activations);

    private readonly Option<OutputStart> _outputInit = Options.Choice(
        "--output-init", "How the output layer begins: all zeros, or standard normal", OutputStart.Zero, ("zero", OutputStart.Zero), ("random", OutputStart.Random));

    private readonly Option<uint> _hiddenSeed = Options.Seed("--hidden-seed", "Seed of the hidden layers' start", new Start().HiddenSeed);

    private readonly Option<uint> _outputSeed = Options.Seed("--output-seed", "Seed of a random output layer's start", new Start().OutputSeed);

    private readonly Option<int> _batchSize = Options.Integer("--batch-size", "Examples in a minibatch; a last part that fills none is dropped", 20, 1, 1_000_000);

    private readonly Option<double> _learningRate = Options.Number("--learning-rate", "Length of a step", 0.01, zeroAllowed: false);

    private readonly Option<double> _l1 = Options.Number("--l1", "Factor of the sum of absolute weights in the cost", 0, zeroAllowed: true);

    private readonly Option<double> _l2 = Options.Number("--l2", "Factor of the sum of squared weights in the cost", 1e-4, zeroAllowed: true);

    private readonly Option<ExampleOrder> _order = Options.Choice(
        "--order", "The order of the examples: as in the files, or another permutation each epoch", ExampleOrder.File,
        ("file", ExampleOrder.File), ("shuffled", ExampleOrder.Shuffled));

    private readonly Option<uint> _orderSeed = Options.Seed("--order-seed", "Seed of the shuffled order", 0);

    /// <summary>Puts the options into the command's help and parser.</summary>
    public Page AddTo(Page page) => page
        .Add("The run", _out, _data, _epochs, _saveEvery, _saveAt, _force, _threads)
        .Add("The network", _hidden, _activation)
        .Add("Its start", _outputInit, _hiddenSeed, _outputSeed)
        .Add("The descent", _batchSize, _learningRate, _l1, _l2, _order, _orderSeed);

    /// <summary>What was asked for.</summary>
    public TrainRequest Read(ParseResult asked)
    {
        var start = new Start(asked.GetValue(_hiddenSeed), asked.GetValue(_outputInit), asked.GetValue(_outputSeed));
        string folder = asked.GetValue(_out) ?? Path.Combine("runs", start.Output == OutputStart.Zero ? "zero" : "rand");
        bool force = asked.GetValue(_force);
        return new TrainRequest
        {
            Folder = folder,
            DataName = SharedOptions.DataFor(asked.GetValue(_data)!, folder, force),
            Epochs = asked.GetValue(_epochs),
            Schedule = new SaveSchedule(asked.GetValue(_saveEvery), asked.GetValue(_saveAt)),
            Threads = asked.GetValue(_threads),
            Force = force,
            Hidden = asked.GetValue(_hidden)!,
            Activation = asked.GetValue(_activation),
            Start = start,
            Descent = new DescentOptions
            {
                BatchSize = asked.GetValue(_batchSize),
                LearningRate = asked.GetValue(_learningRate),
                L1 = asked.GetValue(_l1),
                L2 = asked.GetValue(_l2),
                Order = asked.GetValue(_order),
                OrderSeed = asked.GetValue(_orderSeed),
            },
        };
    }
}

/// <summary>A training that was asked for.</summary>
internal sealed record TrainRequest
{
    // What a snapshot can hold: 1 GiB of floats.
    private const long MostParameters = 1L << 28;

    public required string Folder { get; init; }

    public required string DataName { get; init; }

    public required int Epochs { get; init; }

    public required SaveSchedule Schedule { get; init; }

    public required int Threads { get; init; }

    public required bool Force { get; init; }

    public required IReadOnlyList<int> Hidden { get; init; }

    public required Activation Activation { get; init; }

    public required Start Start { get; init; }

    public required DescentOptions Descent { get; init; }

    /// <summary>The run on a data set.</summary>
    /// <exception cref="UnusableInputException">The network is too large to be kept.</exception>
    public RunConfiguration Configure(DataSet data)
    {
        int[] widths = [data.Inputs, .. Hidden, data.Classes];
        Int128 parameters = 0;
        for (int i = 1; i < widths.Length; i++)
            parameters += ((Int128)widths[i - 1] + 1) * widths[i];
        if (parameters > MostParameters)
        {
            throw new UnusableInputException(
                $"A network {string.Join('-', widths)} has {parameters:N0} parameters; a snapshot holds {MostParameters:N0}. Ask for fewer hidden units.");
        }

        return new RunConfiguration(Network.Perceptron(data.Inputs, Hidden, data.Classes, Activation), Start, Descent, data.Name, data.Fingerprint);
    }
}
