namespace Minima.Figures;

/// <summary>The names of a figure's series with a sample of each, in rows from left to right.</summary>
internal sealed class Legend
{
    private const double KeyLength = 28;
    private const double KeyGap = 8;
    private const double RowHeight = 19;
    private const double Space = 20;

    private readonly List<(string Line, Look? Look, double X, int Row)> _entries = [];
    private readonly int _rows;

    /// <summary>Lays the names out within <paramref name="width"/>; nothing where the legend is not shown.</summary>
    public Legend(IReadOnlyDictionary<string, Look> looks, bool shown, double width)
    {
        if (!shown)
            return;

        // What does not fit in one row is best broken where the measured series end and the references begin.
        bool oneRow = looks.Keys.Sum(name => Length(name) + Space) - Space <= width;
        double x = 0;
        bool references = false;
        foreach ((string name, Look look) in looks.OrderBy(static pair => pair.Value.IsReference ? 1 : 0))
        {
            bool breakHere = look.IsReference && !references && !oneRow;
            references |= look.IsReference;
            if (x > 0 && (breakHere || x + Length(name) > width))
                (x, _rows) = (0, _rows + 1);
            IReadOnlyList<string> lines = TextWidth.Wrap(name, Plot.LabelSize, width - KeyLength - KeyGap);
            for (int i = 0; i < lines.Count; i++)
                _entries.Add((lines[i], i == 0 ? look : null, x, _rows + i));
            _rows += Math.Max(0, lines.Count - 1);
            x += Length(name) + Space;
        }

        _rows = _entries.Count == 0 ? 0 : _rows + 1;
    }

    /// <summary>The room it takes.</summary>
    public double Height => _rows == 0 ? 0 : (_rows * RowHeight) + 6;

    /// <summary>Draws it with its upper left corner at the given place.</summary>
    public void Draw(Svg svg, double left, double top)
    {
        if (_rows == 0)
            return;
        svg.BeginGroup("legend");
        foreach ((string line, Look? look, double x, int row) in _entries)
        {
            double middle = top + (row * RowHeight) + (RowHeight / 2);
            look?.DrawKey(svg, left + x, middle, KeyLength);
            svg.Text(left + x + KeyLength + KeyGap, middle + 4.2, line, Plot.LabelSize, Palette.Ink);
        }

        svg.EndGroup();
    }

    private static double Length(string name) => KeyLength + KeyGap + TextWidth.Of(name, Plot.LabelSize);
}
