using System.Globalization;
using System.Text.Json;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>What a configuration says of autoencoders: how inputs are corrupted, and what was trained before.</summary>
internal static class AutoencoderJson
{
    public const string CorruptionName = "corruption";

    public const string PretrainingName = "pretraining";

    public const string EncodedName = "encoded_layers";

    /// <summary>Writes the members that there are.</summary>
    public static void Write(Utf8JsonWriter json, Corruption? corruption, Pretraining? pretraining, int encoded)
    {
        if (corruption is not null)
        {
            json.WriteStartObject(CorruptionName);
            json.WriteNumber("level", corruption.Level);
            json.WriteNumber("mask_seed", corruption.Seed);
            json.WriteEndObject();
        }

        if (pretraining is not null)
        {
            json.WriteStartObject(PretrainingName);
            json.WriteNumber("epochs", pretraining.Epochs);
            json.WriteNumber("learning_rate", pretraining.LearningRate);
            json.WriteNumber("batch_size", pretraining.BatchSize);
            json.WriteStartArray("corruption");
            foreach (double level in pretraining.Corruption)
                json.WriteNumberValue(level);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (encoded > 0)
            json.WriteNumber(EncodedName, encoded);
    }

    /// <summary>Reads the members.</summary>
    public static (Corruption? Corruption, Pretraining? Pretraining, int Encoded) Take(JsonMembers members) =>
    (
        members.ObjectOrNone(CorruptionName, static inner =>
            new Corruption(inner.Number("level"), inner.Seed("mask_seed") ?? throw inner.Bad("mask_seed is null"))),
        members.ObjectOrNone(PretrainingName, static inner => new Pretraining
        {
            Epochs = inner.Int32("epochs", 0),
            LearningRate = inner.Number("learning_rate"),
            BatchSize = inner.Int32("batch_size", 1),
            Corruption = inner.Numbers("corruption"),
        }),
        members.Has(EncodedName) ? members.Int32(EncodedName, 1) : 0
    );

    /// <summary>In words.</summary>
    public static string Describe(Corruption? corruption) => corruption is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{corruption.Level} (mask seed {corruption.Seed})");

    /// <summary>In words.</summary>
    public static string Describe(Pretraining? pretraining) => pretraining is null
        ? "none"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{pretraining.Epochs} epochs at {pretraining.LearningRate}, batches of {pretraining.BatchSize}, corruption {string.Join(", ", pretraining.Corruption.Select(static level => level.ToString(CultureInfo.InvariantCulture)))}");
}
