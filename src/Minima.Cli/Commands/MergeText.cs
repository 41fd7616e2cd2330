using System.Text;
using Minima.Figures;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>A merger in words and tables.</summary>
internal static class MergeText
{
    public static string Of(MergeStudy study)
    {
        var text = new StringBuilder();
        if (study.Sentence is { } sentence)
        {
            foreach (string line in HelpText.Wrap(sentence, HelpText.Width))
                text.Append(line).Append('\n');
            text.Append($"\n{Errors(study).ToText()}\n");
        }

        return text.Append(Members(study).ToText()).ToString();
    }

    private static Table Errors(MergeStudy study)
    {
        var table = new Table(
            new Column("network", Alignment.Left), new Column("train loss", Format: "F4"), new Column("errors"), new Column("test loss", Format: "F4"),
            new Column("errors"), new Column("test error %", Format: "F2"));
        foreach (MergedMember member in study.Members)
            Add(member.Name, member.Does!);
        Add("mean weights, as they are", study.Raw!);
        Add("mean weights, aligned", study.Aligned!);
        Add("mean predictions", study.Ensemble!);
        return table;

        void Add(string name, TwoEvaluations does) =>
            table.Add(name, does.Train.Loss, does.Train.Errors, does.Test.Loss, does.Test.Errors, 100 * does.Test.ErrorRate);
    }

    private static Table Members(MergeStudy study)
    {
        var table = new Table(
            new Column("network", Alignment.Left), new Column("weight", Format: "F4"), new Column("distance to the first", Format: "F6"), new Column("aligned", Format: "F6"));
        foreach (MergedMember member in study.Members)
            table.Add(member.Name, member.Weight, member.Raw, member.Aligned);
        return table;
    }
}
