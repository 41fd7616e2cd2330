using Minima.Studies;

namespace Minima.Tests.Studies;

public sealed class OutputSeedTableTests
{
    [Fact]
    public void Committed_IsReadFromTheLibrary()
    {
        IReadOnlyList<OutputSeedRow> rows = OutputSeedTable.Committed.Rows;
        Assert.NotEmpty(rows);
        Assert.All(rows, static row => Assert.Contains(row.OutputSeed, OutputSeedTable.Seeds));
        Assert.Equal(rows.Count, rows.Select(static row => row.OutputSeed).Distinct().Count());

        // Anything near the published 178 of 10,000; a column out of place would not be.
        Assert.All(rows, static row => Assert.InRange(row.TestErrors, 100, 300));
        Assert.All(rows, static row => Assert.InRange(row.ValidationErrors, 100, 300));
    }

    [Fact]
    public void ToCsv_OfTheCommittedTable_IsTheFile()
    {
        using Stream stream = typeof(OutputSeedTable).Assembly.GetManifestResourceStream("output-seeds.csv")!;
        using var reader = new StreamReader(stream);
        Assert.Equal(reader.ReadToEnd(), OutputSeedTable.Committed.ToCsv());
    }

    [Fact]
    public void ToCsv_OfRows_HasALineForEach() => Assert.Equal(
        "output_seed,valid_errors,test_errors\n7,180,174\n4294967295,0,12\n",
        new OutputSeedTable([new(7, 180, 174), new(uint.MaxValue, 0, 12)]).ToCsv());

    [Fact]
    public void Seeds_AreTwenty() => Assert.Equal(20, OutputSeedTable.Seeds.Distinct().Count());
}
