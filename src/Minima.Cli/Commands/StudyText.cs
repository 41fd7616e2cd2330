using System.Globalization;
using System.Text;
using Minima.Studies.Experiments;

namespace Minima.Cli.Commands;

/// <summary>Studies in words and tables.</summary>
internal static class StudyText
{
    private const int Enough = 8;

    public static string Of(InitStudy study, IReadOnlyList<string> files)
    {
        StringBuilder text = Begin(study.Setting, study.Data.Name, study.Runs);
        text.Append("Means over the replicates; barriers in training loss (nats) and error (percentage points, the larger of train and test)\n\n").Append(InitReport.Cells(study).ToText());
        text.Append("\nWhat each factor explains of the differences between cells (share), and what each level adds (error barriers as fractions)\n\n").Append(InitReport.Effects(study).ToText()).Append('\n');
        foreach (string sentence in InitReport.Sentences(study))
            text.Append(sentence).Append('\n');
        return End(text, study.Setting, files);
    }

    public static string Of(SweepStudy study, IReadOnlyList<string> files)
    {
        StringBuilder text = Begin(study.Setting, study.Data.Name, study.Runs);
        text.Append("Means over the replicates; barriers in training loss (nats) and error (percentage points, the larger of train and test)\n\n");
        text.Append(SweepReport.Points(study).ToText()).Append('\n').Append(SweepReport.Sentence(study)).Append('\n');
        return End(text, study.Setting, files);
    }

    private static StringBuilder Begin(StudySetting setting, string data, int runs) => new StringBuilder().Append(
        CultureInfo.InvariantCulture, $"{runs} runs of {setting.Epochs} epochs on {data}, {setting.Replicates} replicate{(setting.Replicates == 1 ? "" : "s")}\n\n");

    private static string End(StringBuilder text, StudySetting setting, IReadOnlyList<string> files)
    {
        if (setting.Replicates < Enough)
            text.Append(CultureInfo.InvariantCulture, $"{setting.Replicates} replicate{(setting.Replicates == 1 ? " is" : "s are")} few: {Enough} or more make intervals that can be relied on.\n");
        text.Append("\nwritten, each figure with its data as CSV beside it:\n");
        foreach (string file in files)
            text.Append(CultureInfo.InvariantCulture, $"    {file}\n");
        return text.ToString();
    }
}
