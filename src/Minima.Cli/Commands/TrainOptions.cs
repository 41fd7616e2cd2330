using System.CommandLine;
using Minima.Data.Augmentation;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The options of <c>minima train</c>.</summary>
internal sealed class TrainOptions
{
    private const int MostEpochs = 1_000_000;

    private const double LargestCorruption = 0.999;

    private readonly Option<string?> _out = Options.Text("--out", "DIR", "The run's folder (default: runs/zero, or runs/rand with --output-init random)");

    private readonly Option<string> _data = SharedOptions.Data();

    private readonly Option<int> _epochs = Options.Integer("--epochs", "The last epoch; a run that was shorter goes on to it", 500, 0, MostEpochs);

    private readonly Option<int> _saveEvery = Options.Integer(
        "--save-every", "Keep a snapshot every N epochs, 0 for none; the start and the last epoch are always kept", 10, 0, MostEpochs);

    private readonly Option<int[]> _saveAt = Options.Integers("--save-at", "LIST", "Further epochs to keep, such as 1,2,5", [], 0, MostEpochs);

    private readonly Option<bool> _force = Options.Flag("--force", "Discard the run that is in the folder and begin anew");

    private readonly Option<int> _threads = SharedOptions.Threads();

    private readonly Option<string?> _from = Options.Text(
        "--from", "SNAPSHOT", "Begin with these parameters (RUN@EPOCH, RUN@last, RUN@best, or a file) and their network, at the epoch they carry, or 0");

    private readonly Option<string[]?> _layers = Options.Names("--layers", "LIST", "The layers in order, in another tool's file (default: by their shapes and names)");

    private readonly Option<double> _blur = Options.NumberOrNone(
        "--blur", "SIGMA", "Add a blurred copy of the training set; sigma of the Gaussian in pixels, such as 1", 0, AugmentationRecipe.LargestBlur);

    private readonly Option<double[]?> _rotate = Options.Numbers(
        "--rotate", "LIST", "Add a copy of the set, with its blurred copy, turned by each of these degrees, such as 10,5,-5,-10",
        -AugmentationRecipe.LargestAngle, AugmentationRecipe.LargestAngle);

    private readonly Option<uint> _augmentSeed = Options.Seed("--augment-seed", "Seed of the shuffle of an augmented set", 0);

    private readonly Option<int?> _patience = Options.IntegerIfGiven(
        "--patience", "Stop early, as the tutorial does: N batches without enough of an improvement on the validation set; keeps the best snapshot",
        EarlyStopping.UsualPatience, 1, int.MaxValue);

    private readonly Option<NetworkKind> _network = Options.Found(
        "--network", "NAME|FILE", "The experiment's perceptron, mlp; the tutorial's convolutional network, lenet; its stacked denoising autoencoders, pretrained layer by layer, sda; "
        + "a single denoising autoencoder, da; or a file that lists layers (see docs/networks.md)",
        "mlp, lenet, sda, da, or a file of layers, NAME.json", NetworkKind.Perceptron, NetworkKind.Find);

    private readonly Option<double[]?> _corruption = Options.Numbers(
        "--corruption", "LIST", "sda, da: the share of inputs put to zero, for each hidden layer (default: sda 0.1,0.2,0.3, da 0)", 0, LargestCorruption);

    private readonly Option<int> _pretrainEpochs = Options.Integer("--pretrain-epochs", "sda: epochs of each layer's pretraining", new Pretraining().Epochs, 0, MostEpochs);

    private readonly Option<double> _pretrainRate = Options.Number(
        "--pretrain-learning-rate", "sda: length of a step of the pretraining", new Pretraining().LearningRate, zeroAllowed: false);

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

    private readonly MinimiserOptions _minimiser = new();

    private readonly List<Option> _members = [];

    /// <summary>Puts the options into the command's help and parser.</summary>
    public Page AddTo(Page page) => page
        .Add("The run", _out, _data, _epochs, _patience, _saveEvery, _saveAt, _force, _threads)
        .Add("The training set", _blur, _rotate, _augmentSeed)
        .Add("The network", _network, _hidden, _activation)
        .Add("Autoencoders", _corruption, _pretrainEpochs, _pretrainRate)
        .Add("Its start", _outputInit, _hiddenSeed, _outputSeed)
        .Add("A given start", _from, _layers)
        .Add("The descent", _batchSize, _learningRate, _l1, _l2, _order, _orderSeed)
        .Add("The minimiser", _minimiser.All);

    /// <summary>The same for a command that trains several runs: folders and threads are its own business.</summary>
    public Page AddMembersTo(Page page)
    {
        (string Heading, Option[] Options)[] groups =
        [
            ("Each run", [_data, _epochs, _patience, _saveEvery, _saveAt]),
            ("The training set", [_blur, _rotate, _augmentSeed]),
            ("The network", [_network, _hidden, _activation]),
            ("Autoencoders", [_corruption, _pretrainEpochs, _pretrainRate]),
            ("Its start", [_outputInit, _hiddenSeed, _outputSeed]),
            ("A given start", [_from, _layers]),
            ("The descent", [_batchSize, _learningRate, _l1, _l2, _order, _orderSeed]),
            ("The minimiser", _minimiser.All),
        ];
        foreach ((string heading, Option[] options) in groups)
        {
            page.Add(heading, options);
            _members.AddRange(options);
        }

        return page;
    }

    /// <summary>What was given of <see cref="AddMembersTo"/>'s options, as it would be typed.</summary>
    public IReadOnlyList<string> Given(ParseResult asked) =>
        [.. _members.Where(option => IsGiven(asked, option)).SelectMany(option => asked.GetResult(option)!.Tokens.Select(static token => token.Value).Prepend(option.Name))];

    /// <summary>What a command line of <c>minima train</c> asks for.</summary>
    /// <param name="line">All that stands behind <c>minima train</c>.</param>
    /// <exception cref="UnusableInputException">It is not understood, or its options contradict one another.</exception>
    public static TrainRequest Parse(IEnumerable<string> line)
    {
        var options = new TrainOptions();
        Page root = new Page("minima", "").Add(options.AddTo(new Page("train", "")).Does(static _ => ExitCode.Done));
        ParseResult asked = root.Command.Parse([.. line.Prepend("train")], App.Parsing);
        return UsageErrors.Of(asked, root).FirstOrDefault() is { } error ? throw new UnusableInputException(error) : options.Read(asked);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UnusableInputException">
    /// Options contradict one another, or the snapshot to begin with cannot be read or is not what they say.
    /// </exception>
    public TrainRequest Read(ParseResult asked)
    {
        Snapshot? from = GivenStart(asked);
        NetworkKind kind = Kind(asked, from);
        T Given<T>(Option<T> option, T usual) => kind == NetworkKind.Perceptron || IsGiven(asked, option) ? asked.GetValue(option)! : usual;
        var start = new Start(Given(_hiddenSeed, kind.HiddenSeed), asked.GetValue(_outputInit), asked.GetValue(_outputSeed));
        string folder = asked.GetValue(_out) ?? Path.Combine("runs", FolderOf(kind, start));
        int epochs = Given(_epochs, kind.Epochs);
        bool force = asked.GetValue(_force);
        return new TrainRequest
        {
            Folder = folder,
            DataName = SharedOptions.DataFor(asked.GetValue(_data)!, folder, force),
            Kind = kind,
            Corruption = asked.GetValue(_corruption) ?? [],
            PretrainingEpochs = asked.GetValue(_pretrainEpochs),
            PretrainingRate = asked.GetValue(_pretrainRate),
            Epochs = epochs,
            Schedule = new SaveSchedule(asked.GetValue(_saveEvery), asked.GetValue(_saveAt)),
            Threads = asked.GetValue(_threads),
            Force = force,
            From = from,
            Augmentation = Augmentation(asked),
            Patience = asked.GetValue(_patience),
            Hidden = Given(_hidden, kind.Hidden),
            Activation = Given(_activation, kind.Activation),
            Start = start,
            Descent = _minimiser.AddTo(asked, new DescentOptions
            {
                BatchSize = Given(_batchSize, kind.BatchSize),
                LearningRate = Given(_learningRate, kind.LearningRate),
                L1 = asked.GetValue(_l1),
                L2 = Given(_l2, kind.L2),
                Order = asked.GetValue(_order),
                OrderSeed = asked.GetValue(_orderSeed),
            }, epochs),
        };
    }

    private static string FolderOf(NetworkKind kind, Start start) =>
        kind.File is { } file ? Path.GetFileNameWithoutExtension(file)
        : kind != NetworkKind.Perceptron ? kind.Word
        : start.Output == OutputStart.Zero ? "zero" : "rand";

    /// <summary>The kind that was asked for, or that of the file to begin with; and that nothing was asked for that it does not have.</summary>
    private NetworkKind Kind(ParseResult asked, Snapshot? from)
    {
        NetworkKind kind = from is null ? asked.GetValue(_network)! : from.Network.IsAutoencoder ? NetworkKind.Autoencoder : NetworkKind.Perceptron;
        if (from is not null && IsGiven(asked, _network) && asked.GetValue(_network) != kind)
            throw new UnusableInputException("--network says which network is drawn, but --from gives the network with its parameters. Leave one of them out.");
        Option[] foreign = kind.Word switch
        {
            "sda" => [],
            "da" => [_pretrainEpochs, _pretrainRate, _outputInit, _outputSeed, _patience],
            _ => [_corruption, _pretrainEpochs, _pretrainRate],
        };
        if (foreign.FirstOrDefault(option => IsGiven(asked, option)) is { } other)
            throw new UnusableInputException($"{other.Name} has no meaning for --network {kind.Word}. Leave it out.");
        if (kind.IsOfAutoencoders && IsGiven(asked, _activation) && asked.GetValue(_activation) != Activation.Sigmoid)
            throw new UnusableInputException($"--activation asks for {Word(asked.GetValue(_activation))}, but the units of autoencoders are sigmoid. Leave it out.");
        if (kind != NetworkKind.Perceptron && !kind.IsOfAutoencoders && IsGiven(asked, _hidden))
            throw new UnusableInputException($"--hidden says the layers of a perceptron, but --network {kind.Word} has its own. Leave one of them out, or write the layers into a file.");
        return kind;
    }

    private AugmentationRecipe? Augmentation(ParseResult asked)
    {
        (double blur, double[] angles) = (asked.GetValue(_blur), asked.GetValue(_rotate) ?? []);
        if (blur > 0 || angles.Length > 0)
            return new AugmentationRecipe(blur, angles, asked.GetValue(_augmentSeed));
        return IsGiven(asked, _augmentSeed)
            ? throw new UnusableInputException("--augment-seed shuffles an augmented training set; ask for --blur or --rotate too, or leave it out.")
            : null;
    }

    private Snapshot? GivenStart(ParseResult asked)
    {
        string[] layers = asked.GetValue(_layers) ?? [];
        if (asked.GetValue(_from) is not { } name)
        {
            return layers.Length == 0 ? null : throw new UnusableInputException(
                "--layers names the layers of another tool's file; say which file (--from), or leave it out.");
        }

        if (new Option[] { _outputInit, _hiddenSeed, _outputSeed }.FirstOrDefault(option => IsGiven(asked, option)) is { } contradiction)
        {
            throw new UnusableInputException(
                $"{contradiction.Name} says how a start is drawn, but --from gives all of its parameters. Leave one of them out.");
        }

        if (!IsGiven(asked, _out))
            throw new UnusableInputException("A run that begins with given parameters needs a folder of its own: name it (--out DIR).");
        Activation? activation = IsGiven(asked, _activation) ? asked.GetValue(_activation) : null;
        Snapshot from = SnapshotName.Read(name, new ForeignNetwork { Layers = layers.Length > 0 ? layers : null, Activation = activation });
        Layer[] hidden = [.. from.Network.Layers.SkipLast(1)];
        int[] widths = [.. hidden.Select(static layer => layer.Outputs)];
        if (IsGiven(asked, _hidden) && !asked.GetValue(_hidden)!.SequenceEqual(widths))
        {
            throw new UnusableInputException(
                $"--hidden asks for {string.Join(',', asked.GetValue(_hidden)!)}, but the network of '{name}' has the hidden units "
                + $"{(widths.Length > 0 ? string.Join(',', widths) : "none")}. Leave --hidden out.");
        }

        if (activation is { } wanted && hidden.FirstOrDefault(layer => layer.Activation != wanted) is { } other)
        {
            throw new UnusableInputException(
                $"--activation asks for {Word(wanted)}, but '{name}' says that its {other.Name} is {Word(other.Activation)}. Leave --activation out.");
        }

        return from;
    }

    private static string Word(Activation activation) => SharedOptions.Activations.First(choice => choice.Value == activation).Word;

    private static bool IsGiven(ParseResult asked, Option option) => asked.GetResult(option) is { Implicit: false };
}
