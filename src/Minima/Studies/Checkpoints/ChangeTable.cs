using Minima.Figures;
using Minima.Geometry.Checkpoints;

namespace Minima.Studies.Checkpoints;

/// <summary>What checkpoints do not have in common, as a table.</summary>
public static class ChangeTable
{
    /// <summary>What a change is called.</summary>
    public static string Word(TensorChangeKind kind) => kind switch
    {
        TensorChangeKind.Appears => "appears",
        TensorChangeKind.Vanishes => "vanishes",
        TensorChangeKind.InSomeOnly => "in some only",
        TensorChangeKind.Reshaped => "changes shape",
        _ => "not floating-point",
    };

    /// <summary>A row for each tensor that is not compared.</summary>
    public static Table Of(IReadOnlyList<TensorChange> changes, IReadOnlyList<string> labels)
    {
        var table = new Table(new Column("tensor", Alignment.Left), new Column("what", Alignment.Left), new Column("where", Alignment.Left));
        foreach (TensorChange change in changes)
            table.Add(change.Name, Word(change.Kind), Where(change, labels));
        return table;
    }

    // Neighbours that hold the same are told together.
    private static string Where(TensorChange change, IReadOnlyList<string> labels)
    {
        var parts = new List<string>();
        for (int i = 0; i < change.In.Count;)
        {
            int end = i + 1;
            while (end < change.In.Count && change.In[end] == change.In[end - 1] + 1 && change.Forms[end] == change.Forms[i])
                end++;
            string first = labels[change.In[i]], last = labels[change.In[end - 1]];
            parts.Add($"{change.Forms[i]} in {(end - i == 1 ? first : $"{first} to {last}")}");
            i = end;
        }

        return string.Join(", ", parts);
    }
}
