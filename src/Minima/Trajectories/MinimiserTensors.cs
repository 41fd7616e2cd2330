using System.Globalization;
using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// What a minimiser keeps, in a file beside the parameters: the metadata <c>minimiser</c> and <c>steps</c>, and for each moment and each
/// parameter a tensor such as <c>exp_avg.hidden.W</c>. The moments have the names that PyTorch's optimisers give them.
/// </summary>
internal static class MinimiserTensors
{
    private const string Name = "minimiser";
    private const string Steps = "steps";

    private static readonly (string Name, string[] Moments)[] Kinds = [("momentum", ["momentum_buffer"]), ("adam", ["exp_avg", "exp_avg_sq"])];

    /// <summary>Whether the state is one of the minimiser that a run is made with.</summary>
    public static bool Suits(MinimiserState? state, RunConfiguration configuration) =>
        (state?.Moments.Count ?? 0) == MinimiserState.Count(configuration.Descent.Minimiser);

    /// <summary>The tensors together with those of the state, whose metadata is added; null: nothing is.</summary>
    public static Tensor[] With(MinimiserState? state, Dictionary<string, string> metadata, Tensor[] tensors)
    {
        if (state is null)
            return tensors;
        (string name, string[] moments) = Kinds[state.Moments.Count - 1];
        metadata[Name] = name;
        metadata[Steps] = state.Steps.ToString(CultureInfo.InvariantCulture);
        return [.. tensors, .. moments.Zip(state.Moments).SelectMany(static moment =>
            ParameterTensors.From(moment.Second).Select(tensor => tensor with { Name = $"{moment.First}.{tensor.Name}" }))];
    }

    /// <summary>The state that a file holds, null where it states none, and the other tensors.</summary>
    /// <exception cref="UnusableInputException">It states a minimiser that is not known, or does not hold that one's moments as F32.</exception>
    public static (MinimiserState? State, IReadOnlyList<Tensor> Parameters) Take(
        IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor> tensors, Network network, string path)
    {
        if (!metadata.TryGetValue(Name, out string? name))
            return (null, tensors);
        int kind = Array.FindIndex(Kinds, entry => entry.Name == name);
        if (kind < 0)
        {
            throw new UnusableInputException(
                $"'{path}' states the minimiser {Shown.Quoted(name)}, but only {string.Join(" and ", Kinds.Select(static entry => entry.Name))} "
                + "keep a state; a newer version may have written it.");
        }

        if (!long.TryParse(metadata.GetValueOrDefault(Steps), NumberStyles.None, CultureInfo.InvariantCulture, out long steps))
        {
            throw new UnusableInputException(
                $"'{path}' states the steps {Shown.Quoted(metadata.GetValueOrDefault(Steps) ?? "")} of its minimiser; a whole number was expected.");
        }

        var moments = new List<Parameters>();
        foreach (string moment in Kinds[kind].Moments)
        {
            string prefix = moment + ".";
            Tensor[] own = [.. tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))];
            tensors = [.. tensors.Except(own)];
            moments.Add(ParameterTensors.Read(
                [.. own.Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] })], network, path));
        }

        return (new MinimiserState(steps, moments), tensors);
    }
}
