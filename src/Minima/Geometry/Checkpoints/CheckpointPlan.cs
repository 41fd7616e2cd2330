using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Minima.Formats;
using Minima.Formats.Checkpoints;

namespace Minima.Geometry.Checkpoints;

/// <summary>What some checkpoints have in common, and what they have not.</summary>
internal sealed class CheckpointPlan
{
    /// <summary>What tensors are called whose name the expression does not match.</summary>
    public const string Other = "other";

    private CheckpointPlan(
        IReadOnlyList<Checkpoint> checkpoints, IReadOnlyList<SharedTensor> shared, IReadOnlyList<string> groups, IReadOnlyList<TensorChange> changes) =>
        (Checkpoints, Shared, Groups, Changes) = (checkpoints, shared, groups, changes);

    public IReadOnlyList<Checkpoint> Checkpoints { get; }

    /// <summary>What is compared, in the order of the bytes of the first checkpoint.</summary>
    public IReadOnlyList<SharedTensor> Shared { get; }

    /// <summary>The names of the groups, in the order in which they come first.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What is not compared.</summary>
    public IReadOnlyList<TensorChange> Changes { get; }

    /// <summary>Bytes that all comparing has to read.</summary>
    public long Bytes => Shared.Sum(static tensor => tensor.In.Sum(static part => part.Bytes));

    /// <summary>Compares what the headers say.</summary>
    /// <exception cref="UnusableInputException">There is no tensor that all have in one shape.</exception>
    public static CheckpointPlan Of(IReadOnlyList<Checkpoint> checkpoints, Regex? group)
    {
        Dictionary<string, CheckpointTensor>[] maps =
            [.. checkpoints.Select(static one => one.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal))];
        var shared = new List<SharedTensor>();
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var changes = new List<TensorChange>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in checkpoints.SelectMany(static one => one.Tensors).Select(static tensor => tensor.Name).Where(seen.Add))
        {
            int[] holders = [.. Enumerable.Range(0, maps.Length).Where(i => maps[i].ContainsKey(name))];
            CheckpointTensor[] forms = [.. holders.Select(i => maps[i][name])];
            if (ChangeOf(holders, forms, maps.Length) is { } kind)
            {
                changes.Add(new TensorChange(name, kind, holders, [.. forms.Select(static form => $"{form.Type.Name()} [{string.Join(", ", form.Shape)}]")]));
                continue;
            }

            string groupName = GroupOf(name, group);
            if (!groups.TryGetValue(groupName, out int number))
                groups[groupName] = number = groups.Count;
            shared.Add(new SharedTensor(forms[0].Count, number, forms));
        }

        if (shared.Count == 0)
        {
            throw new UnusableInputException(
                $"'{checkpoints[0].Name}' and {(checkpoints.Count == 2 ? $"'{checkpoints[1].Name}'" : $"{checkpoints.Count - 1} others")} have no tensor in common: "
                + "none of the same name and shape that holds F64, F32, F16 or BF16. `minima inspect` shows what is in each.");
        }

        return new CheckpointPlan(checkpoints, shared, [.. groups.Keys], changes);
    }

    /// <summary>The group that an expression puts a name into.</summary>
    /// <exception cref="UnusableInputException">The expression takes too long.</exception>
    public static string GroupOf(string name, Regex? group)
    {
        if (group is null)
            return name;
        try
        {
            Match match = group.Match(name);
            return !match.Success ? Other : match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Value : match.Value;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new UnusableInputException($"The expression '{group}' takes too long on the name {Shown.Quoted(name)}; write it more simply (--group).", e);
        }
    }

    /// <summary>Names this work: the same for the same states of the same files, grouped alike.</summary>
    public string Identity()
    {
        var text = new StringBuilder("minima checkpoints 2\n");
        foreach (Checkpoint checkpoint in Checkpoints)
            checkpoint.AppendIdentity(text);
        foreach (string name in Groups)
            text.Append(name).Append('\n');
        foreach (SharedTensor tensor in Shared)
            text.Append(tensor.Group).Append(' ').Append(tensor.In[0].Name).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static TensorChangeKind? ChangeOf(int[] holders, CheckpointTensor[] forms, int count)
    {
        if (holders.Length < count)
        {
            return holders[0] > 0 && holders[^1] == count - 1 ? TensorChangeKind.Appears
                : holders[0] == 0 && holders[^1] < count - 1 ? TensorChangeKind.Vanishes
                : TensorChangeKind.InSomeOnly;
        }

        return forms.Any(form => !form.Shape.SequenceEqual(forms[0].Shape)) ? TensorChangeKind.Reshaped
            : forms.Any(static form => !form.IsFloating) ? TensorChangeKind.NotFloating : null;
    }
}
