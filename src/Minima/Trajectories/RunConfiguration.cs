using System.Security.Cryptography;
using System.Text.Json;
using Minima.Data.Augmentation;
using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// What decides every byte of a run's snapshots, and the name under which its data is found. How many epochs it has, what is saved, the
/// number of threads and the library's version are no part of it.
/// </summary>
public sealed class RunConfiguration
{
    /// <summary>
    /// What the configuration's member <c>format</c> says. It changes when the same configuration comes to mean another path.
    /// </summary>
    public const string Format = "minima-run-1";

    private static readonly (string Text, OutputStart Value)[] OutputStarts = [("zero", OutputStart.Zero), ("random", OutputStart.Random)];

    /// <summary>What stands for the output layer's start where all parameters are given.</summary>
    private const string GivenInit = "given";

    private static readonly (string Text, ExampleOrder Value)[] Orders = [("file", ExampleOrder.File), ("shuffled", ExampleOrder.Shuffled)];

    private readonly Lazy<string> _identity;

    /// <summary>
    /// A configuration. A seed without effect (of an output layer that is zero, of the order in the files) is set to its default:
    /// it makes no other run. Where the start is given, no seed of a start has an effect.
    /// </summary>
    /// <param name="network">The layers.</param>
    /// <param name="start">Where the training begins, where no start is given.</param>
    /// <param name="descent">How it goes on.</param>
    /// <param name="dataName">What the data is called: <c>mnist</c>, <c>digits</c>, or a folder. Not part of the identity.</param>
    /// <param name="dataFingerprint">The data's fingerprint, 64 lower-case hex digits.</param>
    /// <param name="augmentation">What was added to the data's training part; the fingerprint is that of the augmented data.</param>
    /// <param name="given">The parameters that the training begins with; null: those that <paramref name="start"/> draws.</param>
    /// <param name="pretraining">What comes before the training, whose end is its start; null: nothing.</param>
    /// <param name="encodedLayers">How many layers, pretrained before this one, the data went through; the fingerprint is that of what they gave.</param>
    /// <exception cref="UnusableInputException">
    /// A network that tells classes apart has a corruption, or an autoencoder none or a pretraining, or a pretraining does not suit the network;
    /// a factor is not finite, an option of the minimiser or the schedule is out of range, the batch size is not positive, the fingerprint or the given start's SHA-256 is none, or its epoch is negative.
    /// </exception>
    public RunConfiguration(
        Network network,
        Start start,
        DescentOptions descent,
        string dataName,
        string dataFingerprint,
        AugmentationRecipe? augmentation = null,
        GivenStart? given = null,
        Pretraining? pretraining = null,
        int encodedLayers = 0)
    {
        if (network.IsAutoencoder == descent.Corruption is null)
            throw new UnusableInputException("An autoencoder is trained with a corruption, which may be 0, and a network that tells classes apart without.");
        pretraining?.Validate(network);
        if (pretraining is not null && given is not null)
            throw new UnusableInputException("A pretraining gives the start of what follows it; no other can be given.");
        foreach ((string name, double value) in new[] { ("learning_rate", descent.LearningRate), ("l1", descent.L1), ("l2", descent.L2) })
        {
            if (!double.IsFinite(value))
                throw new UnusableInputException($"{name} is {value}; it must be a finite number.");
        }

        descent.ValidateMinimiser();
        if (descent.BatchSize < 1)
            throw new UnusableInputException($"batch_size is {descent.BatchSize}; it must be at least 1.");
        if (!IsSha256(dataFingerprint))
        {
            throw new UnusableInputException(
                $"{Shown.Quoted(dataFingerprint)} is no fingerprint of data: 64 lower-case hex digits were expected.");
        }

        if (given is not null && !(IsSha256(given.Parameters) && given.Epoch >= 0))
        {
            throw new UnusableInputException(
                $"{Shown.Quoted(given.Parameters)} at epoch {given.Epoch} is no start: a SHA-256 of 64 lower-case hex digits was expected, "
                + "and an epoch of at least 0.");
        }

        Network = network;
        Start = given is not null ? new Start() : start.Output == OutputStart.Zero ? start with { OutputSeed = new Start().OutputSeed } : start;
        descent = descent with { Schedule = MinimiserJson.Effective(descent.Schedule) };
        Descent = descent.Order == ExampleOrder.File ? descent with { OrderSeed = 0 } : descent;
        (DataName, DataFingerprint, Augmentation, Given) = (dataName, dataFingerprint, augmentation, given);
        (Pretraining, EncodedLayers) = (pretraining, encodedLayers);
        _identity = new(() => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(indented: false, Write))));
    }

    /// <summary>The layers.</summary>
    public Network Network { get; }

    /// <summary>Where the training begins, unless that is <see cref="Given"/>.</summary>
    public Start Start { get; }

    /// <summary>The parameters that the training begins with; null where they are drawn.</summary>
    public GivenStart? Given { get; }

    /// <summary>The run's first epoch: that of its start.</summary>
    public int FirstEpoch => Given?.Epoch ?? 0;

    /// <summary>How it goes on.</summary>
    public DescentOptions Descent { get; }

    /// <summary>What the data is called. The same data under another name gives the same run.</summary>
    public string DataName { get; }

    /// <summary>The data's fingerprint.</summary>
    public string DataFingerprint { get; }

    /// <summary>What was added to the data's training part; null where that is as it was read.</summary>
    public AugmentationRecipe? Augmentation { get; }

    /// <summary>What comes before the training, whose end is its start; null: nothing.</summary>
    public Pretraining? Pretraining { get; }

    /// <summary>How many pretrained layers the data went through; 0: it is what <see cref="DataName"/> names.</summary>
    public int EncodedLayers { get; }

    /// <summary>
    /// SHA-256 (64 lower-case hex digits) of the object <c>configuration</c> as it stands in <c>run.json</c>, without its white space.
    /// Runs with the same identity have the same snapshots, byte for byte.
    /// </summary>
    public string Identity => _identity.Value;

    /// <summary>
    /// Every difference between a run in a folder and what is asked for, in words:
    /// <c>learning_rate is 0.01 in the folder but 0.02 was asked for</c>. Empty where the identities agree.
    /// </summary>
    public static IReadOnlyList<string> Differences(RunConfiguration inFolder, RunConfiguration asked) =>
        [.. inFolder.Members().Zip(asked.Members())
            .Where(static pair => pair.First.Key != pair.Second.Key)
            .Select(static pair => $"{pair.First.Name} is {pair.First.Shown} in the folder but {pair.Second.Shown} was asked for")];

    /// <summary>Whether the text is a SHA-256 in lower-case hex.</summary>
    internal static bool IsSha256(string text) => text.Length == 64 && text.All(static c => char.IsAsciiHexDigitLower(c));

    /// <summary>Writes the canonical object.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WritePropertyName("network");
        NetworkJson.Write(json, Network);
        WriteSeed(json, "hidden_seed", EffectiveHiddenSeed);
        json.WriteString("output_init", OutputInit);
        WriteSeed(json, "output_seed", EffectiveOutputSeed);
        if (Given is not null)
        {
            json.WriteStartObject("start");
            json.WriteString("parameters", Given.Parameters);
            json.WriteNumber("epoch", Given.Epoch);
            json.WriteEndObject();
        }

        json.WriteNumber("batch_size", Descent.BatchSize);
        json.WriteNumber("learning_rate", Descent.LearningRate);
        json.WriteNumber("l1", Descent.L1);
        json.WriteNumber("l2", Descent.L2);
        json.WriteString("order", NameOf(Descent.Order, Orders));
        WriteSeed(json, "order_seed", EffectiveOrderSeed);
        MinimiserJson.Write(json, Descent);
        AutoencoderJson.Write(json, Descent.Corruption, Pretraining, EncodedLayers);
        json.WriteString("data_fingerprint", DataFingerprint);
        if (Augmentation is not null)
            AugmentationJson.Write(json, Augmentation);
        json.WriteEndObject();
    }

    /// <summary>Reads the object that <see cref="Write"/> writes; the data's name stands outside of it.</summary>
    internal static RunConfiguration Read(JsonMembers members, string dataName, string where)
    {
        string format = members.Text("format");
        if (format != Format)
        {
            throw members.Bad(
                $"the format is {Shown.Quoted(format)}, but only {Format} is understood; a newer version may have written it");
        }

        Network network = NetworkJson.Take(members, where);
        uint? hiddenSeed = members.Seed("hidden_seed");
        OutputStart? output = members.Choice("output_init", [.. OutputStarts.Select(static entry => (entry.Text, (OutputStart?)entry.Value)), (GivenInit, null)]);
        uint? outputSeed = members.Seed("output_seed");
        GivenStart? given = members.ObjectOrNone("start", static inner => new GivenStart(inner.Text("parameters"), inner.Int32("epoch", 0)));
        if ((given is null) != output.HasValue || (given is null) != hiddenSeed.HasValue)
            throw members.Bad($"output_init is '{GivenInit}', hidden_seed is null and there is a start, or none of the three");
        var descent = new DescentOptions
        {
            BatchSize = members.Int32("batch_size", 1),
            LearningRate = members.Number("learning_rate"),
            L1 = members.Number("l1"),
            L2 = members.Number("l2"),
            Order = members.Choice("order", Orders),
            OrderSeed = members.Seed("order_seed") ?? 0,
        };
        var start = new Start(hiddenSeed ?? 0, output ?? OutputStart.Zero, outputSeed ?? 0);
        descent = MinimiserJson.Take(members, descent);
        (Corruption? corruption, Pretraining? pretraining, int encoded) = AutoencoderJson.Take(members);
        descent = descent with { Corruption = corruption };
        string fingerprint = members.Text("data_fingerprint");
        AugmentationRecipe? augmentation = members.ObjectOrNone(AugmentationJson.Name, AugmentationJson.Read);
        return new RunConfiguration(network, start, descent, dataName, fingerprint, augmentation, given, pretraining, encoded);
    }

    private string OutputInit => Given is null ? NameOf(Start.Output, OutputStarts) : GivenInit;

    private uint? EffectiveHiddenSeed => Given is null ? Start.HiddenSeed : null;

    private uint? EffectiveOutputSeed => Start.Output == OutputStart.Zero ? null : Start.OutputSeed;

    private uint? EffectiveOrderSeed => Descent.Order == ExampleOrder.File ? null : Descent.OrderSeed;

    private static string NameOf<T>(T value, IEnumerable<(string Text, T Value)> names) =>
        names.First(entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Text;

    private static void WriteSeed(Utf8JsonWriter json, string name, uint? seed)
    {
        if (seed is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    // The same members as in Write, as a person reads them. Data is the same if its fingerprint is, whatever it is called.
    private (string Name, string Key, string Shown)[] Members()
    {
        string network = string.Join(" - ", Network.Layers.Select(static layer =>
            $"{layer.Describe()} {NetworkJson.NameOf(layer.Activation)}"));
        return
        [
            Member("network", network),
            Member("hidden_seed", EffectiveHiddenSeed?.ToString() ?? "without effect"),
            Member("output_init", OutputInit),
            Member("output_seed", EffectiveOutputSeed?.ToString() ?? "without effect"),
            ("start", $"{Given}", Given is null ? "drawn from seeds" : $"epoch {Given.Epoch} (parameters {Given.Parameters[..12]}...)"),
            Member("batch_size", $"{Descent.BatchSize}"),
            Member("learning_rate", $"{Descent.LearningRate:R}"),
            Member("l1", $"{Descent.L1:R}"),
            Member("l2", $"{Descent.L2:R}"),
            Member(MinimiserJson.Name, MinimiserJson.Describe(Descent.Minimiser)),
            Member(MinimiserJson.ScheduleName, MinimiserJson.Describe(Descent.Schedule)),
            Member(AutoencoderJson.CorruptionName, AutoencoderJson.Describe(Descent.Corruption)),
            Member(AutoencoderJson.PretrainingName, AutoencoderJson.Describe(Pretraining)),
            Member(AutoencoderJson.EncodedName, $"{EncodedLayers}"),
            Member("order", NameOf(Descent.Order, Orders)),
            Member("order_seed", EffectiveOrderSeed?.ToString() ?? "without effect"),
            Member(AugmentationJson.Name, Augmentation?.ToString() ?? "none"),
            ("data", DataFingerprint, $"{DataName} (fingerprint {DataFingerprint[..12]}...)"),
        ];
        static (string Name, string Key, string Shown) Member(string name, string value) => (name, value, value);
    }
}
