namespace Minima.PublishedStudies;

/// <summary>
/// A CSV table that grows row by row, each row written at once: what a stopped study has measured is there, and is not measured again.
/// The first cells of a row are its key; no cell holds a comma.
/// </summary>
internal sealed class ResultFile
{
    private readonly string _path;
    private readonly int _keys;
    private readonly List<string> _lines;

    public ResultFile(string path, int keys, string heading)
    {
        (_path, _keys) = (path, keys);
        _lines = File.Exists(path) ? [.. File.ReadAllLines(path)] : [heading];
        if (_lines[0] != heading)
            throw new UnusableInputException($"'{path}' has other columns than this study writes; move it away.");
    }

    /// <summary>Whether the row of that key is there.</summary>
    public bool Has(params object[] key) => _lines.Exists(line => line.Split(',').Take(_keys).SequenceEqual(key.Select(Text)));

    /// <summary>The cells of the rows whose key begins so, in the order in which they were added.</summary>
    public IEnumerable<string[]> Rows(params object[] key) =>
        _lines.Skip(1).Select(static line => line.Split(',')).Where(cells => cells.Take(key.Length).SequenceEqual(key.Select(Text)));

    /// <summary>Adds a row and writes the file.</summary>
    public void Add(params object[] cells)
    {
        string line = string.Join(',', cells.Select(Text));
        _lines.Add(line);
        AtomicFile.Write(_path, string.Join('\n', _lines) + "\n");
        Console.Error.WriteLine(line);
    }

    private static string Text(object cell) => cell is IFormattable number ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : (string)cell;
}
