namespace Minima.Cli.Commands;

/// <summary>The files that a command was asked to write: figures as CSV, and a figure whose data stand beside it.</summary>
/// <param name="Csv">The CSV file; null: none.</param>
/// <param name="Figure">The SVG file; null: none.</param>
/// <param name="Force">Whether they may overwrite others.</param>
internal sealed record OutputFiles(string? Csv, string? Figure, bool Force)
{
    /// <summary>An .npz file; null: none.</summary>
    public string? Arrays { get; init; }

    /// <summary>The figure's name without its ending.</summary>
    public string? FigureBase => Figure?[..^".svg".Length];

    /// <summary>Makes sure that the files can be written, as far as that is known before anything is computed.</summary>
    /// <exception cref="UnusableInputException">A name is none, means two files, or is taken.</exception>
    public void Demand()
    {
        if (Figure is not null && (!Figure.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(Figure).Length == ".svg".Length))
            throw new UnusableInputException($"--figure is '{Figure}'; a file name that ends in .svg is expected.");
        if (Arrays is not null && (!Arrays.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(Arrays).Length == ".npz".Length))
            throw new UnusableInputException($"--losses is '{Arrays}'; a file name that ends in .npz (to write) or .csv (to read) is expected.");
        string[] files = [.. new[] { Csv, Arrays, Figure, FigureBase is { } name ? name + ".csv" : null }.OfType<string>()];
        if (files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Count() < files.Length)
            throw new UnusableInputException($"--csv names the file '{Csv}' that --figure puts its points into. Give one of them another name.");
        if (!Force && files.FirstOrDefault(File.Exists) is { } there)
            throw new UnusableInputException($"The file '{there}' is there already. Name another one, or overwrite it (--force).");
        if (files.FirstOrDefault(Directory.Exists) is { } folder)
            throw new UnusableInputException($"'{folder}' is a folder; a file name is expected.");
    }

    /// <summary>Says what was written.</summary>
    public void Note(Output output)
    {
        foreach (string file in new[] { Csv, Figure, Arrays }.OfType<string>())
            output.Note($"wrote {file}");
    }
}
