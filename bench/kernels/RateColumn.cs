using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Minima.Bench;

/// <summary>Work for a call, divided by the mean time of a call; work a nanosecond is 10^9 of it a second.</summary>
internal sealed class RateColumn(string name, Func<string, double> work) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => $"{name}: work of a call by its mean time";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double perCall = work(benchmarkCase.Descriptor.WorkloadMethod.Name);
        double? mean = summary[benchmarkCase]?.ResultStatistics?.Mean;
        return perCall == 0 || mean is null ? "-" : (perCall / mean.Value).ToString("F1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
