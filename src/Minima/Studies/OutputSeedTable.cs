using System.Globalization;
using System.Reflection;

namespace Minima.Studies;

/// <summary>A run of the random series with one output seed.</summary>
/// <param name="OutputSeed">The seed.</param>
/// <param name="ValidationErrors">Validation errors after 500 epochs.</param>
/// <param name="TestErrors">Test errors after 500 epochs.</param>
public sealed record OutputSeedRow(uint OutputSeed, int ValidationErrors, int TestErrors);

/// <summary>
/// What twenty output seeds give: the random series of the experiment drew its output layer unseeded, so its published errors can only be
/// held against the spread of many draws.
/// </summary>
public sealed record OutputSeedTable(IReadOnlyList<OutputSeedRow> Rows)
{
    /// <summary>The seeds of the table.</summary>
    public static IReadOnlyList<uint> Seeds { get; } = [.. Enumerable.Range(1, 20).Select(static seed => (uint)seed)];

    private const string Header = "output_seed,valid_errors,test_errors";

    /// <summary>The committed table: MNIST, 500 epochs, hidden seed 3421. <c>minima reproduce --all-seeds</c> makes it anew.</summary>
    public static OutputSeedTable Committed { get; } = ReadCommitted();

    /// <summary>The table as CSV.</summary>
    public string ToCsv() => string.Concat(
        Rows.Select(static row => $"{row.OutputSeed},{row.ValidationErrors},{row.TestErrors}\n").Prepend(Header + "\n"));

    private static OutputSeedTable ReadCommitted()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("output-seeds.csv")!;
        using var reader = new StreamReader(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new OutputSeedTable([.. lines.Skip(1).Select(static line => line.Split(',')).Select(static cells => new OutputSeedRow(
            uint.Parse(cells[0], CultureInfo.InvariantCulture),
            int.Parse(cells[1], CultureInfo.InvariantCulture),
            int.Parse(cells[2], CultureInfo.InvariantCulture)))]);
    }
}
