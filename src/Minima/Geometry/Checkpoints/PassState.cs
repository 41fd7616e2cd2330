using System.Globalization;
using Minima.Formats;

namespace Minima.Geometry.Checkpoints;

/// <summary>
/// What a pass has summed so far, kept in a file (NumPy's <c>.npz</c>). Sums go on from there number by number, so the result is
/// the same however often the work was stopped.
/// </summary>
internal sealed class PassState
{
    private const string Identity = "checkpoints", Place = "place", TotalName = "total", GroupsName = "groups";

    private readonly string? _path;
    private readonly string _identity;

    /// <summary>Begins anew, or where the file of the same work says; null for a path: nothing is kept.</summary>
    /// <exception cref="UnusableInputException">The file cannot be read, or is of other work.</exception>
    public PassState(CheckpointPlan plan, string? path)
    {
        (_path, _identity) = (path, path is null ? "" : plan.Identity());
        int count = plan.Checkpoints.Count;
        Total = new PairTotals(count);
        Groups = [.. plan.Groups.Select(_ => new GroupTotals(count))];
        if (path is not null && File.Exists(path))
            Read(path, plan);
    }

    /// <summary>Over all tensors.</summary>
    public PairTotals Total { get; }

    /// <summary>Over each group's.</summary>
    public IReadOnlyList<GroupTotals> Groups { get; }

    /// <summary>Up to where it is summed.</summary>
    public PassPlace Done { get; private set; }

    /// <summary>Takes in a slot that reaches to a place.</summary>
    public void Add(Slot slot, PassPlace end)
    {
        slot.AddTo(Total, Groups);
        Done = end;
    }

    /// <summary>Writes the file.</summary>
    public void Save()
    {
        if (_path is null)
            return;
        var says = new Dictionary<string, string>
        {
            [Identity] = _identity,
            [Place] = string.Create(CultureInfo.InvariantCulture, $"{Done.Tensor} {Done.Element}"),
        };
        double[] groups = [.. Groups.SelectMany(static group => group.Numbers)];
        new Npz(says, [Tensor.FromDoubles(TotalName, [Total.Numbers.Length], Total.Numbers), Tensor.FromDoubles(GroupsName, [groups.Length], groups)]).Write(_path);
    }

    private void Read(string path, CheckpointPlan plan)
    {
        Npz file = Npz.Read(path);
        if (!file.Metadata.TryGetValue(Identity, out string? identity) || identity != _identity)
        {
            throw new UnusableInputException(
                $"'{path}' keeps what was summed of other checkpoints, of other states of these files, or in other groups. Delete it, or begin anew (--force).");
        }

        double[] total = Numbers(TotalName, Total.Numbers.Length), groups = Numbers(GroupsName, Groups.Sum(static group => group.Numbers.Length));
        total.CopyTo(Total.Numbers);
        for (int i = 0, at = 0; i < Groups.Count; at += Groups[i++].Numbers.Length)
            Array.Copy(groups, at, Groups[i].Numbers, 0, Groups[i].Numbers.Length);
        string[] words = file.Metadata.GetValueOrDefault(Place, "").Split(' ');
        if (words.Length != 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int tensor)
            || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long element)
            || tensor > plan.Shared.Count || element % PassMemory.Segment != 0
            || (tensor == plan.Shared.Count ? element > 0 : element > 0 && element >= plan.Shared[tensor].Count))
        {
            throw Damaged();
        }

        Done = new PassPlace(tensor, element);

        double[] Numbers(string name, int length)
        {
            Tensor? found = file.Tensors.FirstOrDefault(tensor => tensor.Name == name);
            return found is { Type: ElementType.F64 } && found.Bytes.Length == (long)length * sizeof(double) ? found.ToDoubles() : throw Damaged();
        }

        UnusableInputException Damaged() => new($"'{path}' is damaged. Delete it, or begin anew (--force).");
    }
}
