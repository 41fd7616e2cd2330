using System.Text;
using Minima.Minimisation;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class MetricsFileTests
{
    private static readonly EpochMetrics[] Rows =
    [
        new(0, null, 9000, 8980, 0.123456), new(1, 0.1 + 0.2, 12, 0, 1), new(2, double.NaN, 1, 2, 3), new(3, double.NegativeInfinity, 1, 2, 3),
        new(4, 5e-324, 1, 2, 1234.5), new(5, 0, 1, 2, 0),
    ];

    [Fact]
    public void Format_Rows_AreExactlyThese() => Assert.Equal(
        "epoch,train_cost,valid_errors,test_errors,seconds\n0,,9000,8980,0.123456\n1,0.30000000000000004,12,0,1.000000\n"
        + "2,nan,1,2,3.000000\n3,-inf,1,2,3.000000\n4,5E-324,1,2,1234.500000\n5,0,1,2,0.000000\n",
        Encoding.UTF8.GetString(File));

    [Fact]
    public void Parse_Rows_RoundTrips() => Assert.Equal(Rows, MetricsFile.Parse(File, "m").Rows);

    [Fact]
    public void Parse_CutAnywhere_GivesTheWholeRows()
    {
        byte[] file = File;
        for (int length = 0; length <= file.Length; length++)
        {
            var metrics = MetricsFile.Parse(file[..length], "m");
            int lines = file[..length].Count(b => b == '\n');
            Assert.Equal(Math.Max(lines - 1, 0), metrics.Rows.Count);
            if (metrics.Rows.Count > 0)
                Assert.Equal(file.AsSpan(0, metrics.UpTo(metrics.Rows.Count - 1).Length), metrics.UpTo(metrics.Rows.Count - 1));
        }
    }

    [Theory]
    [InlineData("1,,12,0,1.000000", "line 3")]
    [InlineData("2,0.5,12,0,1.000000", "line 3")]
    [InlineData("1,0.5,-1,0,1.000000", "line 3")]
    [InlineData("1,0.5,1,0", "line 3")]
    [InlineData("1,0.5,1,0,nan", "line 3")]
    [InlineData("1,1e999,1,0,1", "line 3")]
    [InlineData("1, 0.5,1,0,1", "line 3")]
    [InlineData("1,0.5,1,0,1\r", "line 3")]
    public void Parse_OtherRow_IsRefusedByLine(string row, string where)
    {
        byte[] file = [.. MetricsFile.Format(Rows[0]), .. Encoding.UTF8.GetBytes(row + "\n")];
        Assert.Contains(where, Assert.Throws<UnusableInputException>(() => MetricsFile.Parse(file, "m")).Message);
    }

    [Fact]
    public void Parse_OtherHeader_IsRefused() =>
        Assert.Contains("line 1", Assert.Throws<UnusableInputException>(() => MetricsFile.Parse("a,b\n1,2\n"u8.ToArray(), "m")).Message);

    private static byte[] File => [.. Rows.SelectMany(MetricsFile.Format)];
}
