using System.Text.Json;
using Minima.Data.Augmentation;

namespace Minima.Trajectories;

/// <summary>An augmentation as the member <c>augmentation</c> of a configuration: <c>blur</c>, <c>rotate</c>, <c>seed</c>.</summary>
internal static class AugmentationJson
{
    /// <summary>The member's name.</summary>
    public const string Name = "augmentation";

    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, AugmentationRecipe recipe)
    {
        json.WriteStartObject(Name);
        json.WriteNumber("blur", recipe.Blur);
        json.WriteStartArray("rotate");
        foreach (double angle in recipe.Angles)
            json.WriteNumberValue(angle);
        json.WriteEndArray();
        json.WriteNumber("seed", recipe.Seed);
        json.WriteEndObject();
    }

    /// <summary>Reads the member's content.</summary>
    /// <exception cref="UnusableInputException">A number is out of range, or nothing is augmented.</exception>
    public static AugmentationRecipe Read(JsonMembers members)
    {
        double blur = members.Number("blur");
        double[] angles = members.Numbers("rotate");
        uint seed = members.Seed("seed") ?? throw members.Bad("seed is null");
        try
        {
            return new AugmentationRecipe(blur, angles, seed);
        }
        catch (UnusableInputException e)
        {
            throw members.Bad(e.Message.TrimEnd('.'));
        }
    }
}
