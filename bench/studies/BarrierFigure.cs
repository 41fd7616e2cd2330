using System.Globalization;
using System.Runtime.CompilerServices;
using Minima.Figures;

namespace Minima.PublishedStudies;

/// <summary>Barriers before and after matching, over whatever a study varies, as a figure of the documentation.</summary>
internal static class BarrierFigure
{
    private static readonly string[] Names = ["as they are", "units exchanged", "exchanged and scaled"];

    /// <summary>Writes it.</summary>
    /// <param name="figure">The figure around the chart.</param>
    /// <param name="varied">What a row's key says.</param>
    /// <param name="table">The study's table: its first three columns behind the key are the barriers, in nats.</param>
    /// <param name="key">Which cell is the key's last.</param>
    /// <param name="file">The figure's file name.</param>
    /// <param name="here">Where this source lies.</param>
    public static void Draw(Func<Chart, Figure> figure, Axis varied, ResultFile table, int key, string file, [CallerFilePath] string here = "")
    {
        double[][] rows = [.. table.Rows().Select(cells => cells.Skip(key).Take(4).Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
            .OrderBy(static row => row[0])];
        double[] at = [.. rows.Select(static row => row[0])];
        var chart = new Chart(varied, new Axis("barrier", "nats", AxisScale.Logarithmic), [.. Names.Select((name, i) => new Series(name, at, [.. rows.Select(row => row[i + 1])]))]);
        AtomicFile.Write(Path.GetFullPath(Path.Combine(here, "..", "..", "..", "docs", "images", file)), figure(chart).ToSvg());
    }
}
