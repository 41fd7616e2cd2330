using System.Security.Cryptography;
using System.Text.Json;
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

    private static readonly (string Text, ExampleOrder Value)[] Orders = [("file", ExampleOrder.File), ("shuffled", ExampleOrder.Shuffled)];

    private readonly Lazy<string> _identity;

    /// <summary>
    /// A configuration. A seed without effect (of an output layer that is zero, of the order in the files) is set to its default:
    /// it makes no other run.
    /// </summary>
    /// <param name="network">The layers.</param>
    /// <param name="start">Where the training begins.</param>
    /// <param name="descent">How it goes on.</param>
    /// <param name="dataName">What the data is called: <c>mnist</c>, <c>digits</c>, or a folder. Not part of the identity.</param>
    /// <param name="dataFingerprint">The data's fingerprint, 64 lower-case hex digits.</param>
    /// <exception cref="UnusableInputException">
    /// A factor is not finite, the batch size is not positive, or the fingerprint is none.
    /// </exception>
    public RunConfiguration(Network network, Start start, DescentOptions descent, string dataName, string dataFingerprint)
    {
        foreach ((string name, double value) in new[] { ("learning_rate", descent.LearningRate), ("l1", descent.L1), ("l2", descent.L2) })
        {
            if (!double.IsFinite(value))
                throw new UnusableInputException($"{name} is {value}; it must be a finite number.");
        }

        if (descent.BatchSize < 1)
            throw new UnusableInputException($"batch_size is {descent.BatchSize}; it must be at least 1.");
        if (!IsSha256(dataFingerprint))
        {
            throw new UnusableInputException(
                $"{Shown.Quoted(dataFingerprint)} is no fingerprint of data: 64 lower-case hex digits were expected.");
        }

        Network = network;
        Start = start.Output == OutputStart.Zero ? start with { OutputSeed = new Start().OutputSeed } : start;
        Descent = descent.Order == ExampleOrder.File ? descent with { OrderSeed = 0 } : descent;
        (DataName, DataFingerprint) = (dataName, dataFingerprint);
        _identity = new(() => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(indented: false, Write))));
    }

    /// <summary>The layers.</summary>
    public Network Network { get; }

    /// <summary>Where the training begins.</summary>
    public Start Start { get; }

    /// <summary>How it goes on.</summary>
    public DescentOptions Descent { get; }

    /// <summary>What the data is called. The same data under another name gives the same run.</summary>
    public string DataName { get; }

    /// <summary>The data's fingerprint.</summary>
    public string DataFingerprint { get; }

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
        json.WriteNumber("hidden_seed", Start.HiddenSeed);
        json.WriteString("output_init", NameOf(Start.Output, OutputStarts));
        WriteSeed(json, "output_seed", EffectiveOutputSeed);
        json.WriteNumber("batch_size", Descent.BatchSize);
        json.WriteNumber("learning_rate", Descent.LearningRate);
        json.WriteNumber("l1", Descent.L1);
        json.WriteNumber("l2", Descent.L2);
        json.WriteString("order", NameOf(Descent.Order, Orders));
        WriteSeed(json, "order_seed", EffectiveOrderSeed);
        json.WriteString("data_fingerprint", DataFingerprint);
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
        uint hiddenSeed = members.Seed("hidden_seed") ?? throw members.Bad("hidden_seed is null");
        OutputStart output = members.Choice("output_init", OutputStarts);
        uint? outputSeed = members.Seed("output_seed");
        var descent = new DescentOptions
        {
            BatchSize = members.Int32("batch_size", 1),
            LearningRate = members.Number("learning_rate"),
            L1 = members.Number("l1"),
            L2 = members.Number("l2"),
            Order = members.Choice("order", Orders),
            OrderSeed = members.Seed("order_seed") ?? 0,
        };
        var start = new Start(hiddenSeed, output, outputSeed ?? 0);
        return new RunConfiguration(network, start, descent, dataName, members.Text("data_fingerprint"));
    }

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
            $"{layer.Name} {layer.Inputs}x{layer.Outputs} {NetworkJson.NameOf(layer.Activation)}"));
        return
        [
            Member("network", network),
            Member("hidden_seed", $"{Start.HiddenSeed}"),
            Member("output_init", NameOf(Start.Output, OutputStarts)),
            Member("output_seed", EffectiveOutputSeed?.ToString() ?? "without effect"),
            Member("batch_size", $"{Descent.BatchSize}"),
            Member("learning_rate", $"{Descent.LearningRate:R}"),
            Member("l1", $"{Descent.L1:R}"),
            Member("l2", $"{Descent.L2:R}"),
            Member("order", NameOf(Descent.Order, Orders)),
            Member("order_seed", EffectiveOrderSeed?.ToString() ?? "without effect"),
            ("data", DataFingerprint, $"{DataName} (fingerprint {DataFingerprint[..12]}...)"),
        ];
        static (string Name, string Key, string Shown) Member(string name, string value) => (name, value, value);
    }
}
