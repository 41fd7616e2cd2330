namespace Minima.Figures;

/// <summary>
/// The lines at one level of a height given on a grid, linear along the grid's edges: each cell of four finite heights has none, one or two
/// pieces, which are joined where they share an edge. Where opposite corners are high and the other two low, the mean of all four says
/// which are connected.
/// </summary>
internal static class MarchingSquares
{
    /// <summary>The lines, each a list of places in units of the grid: columns from 0, rows from 0. A closed one ends where it begins.</summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Lines(IReadOnlyList<double> heights, int columns, double level)
    {
        int rows = heights.Count / columns;
        var neighbours = new Dictionary<int, List<int>>();
        for (int j = 0; j + 1 < rows; j++)
        {
            for (int i = 0; i + 1 < columns; i++)
                AddCell(i, j);
        }

        // In the grid's order, ends of open lines first, so that the same heights give the same lines.
        var lines = new List<IReadOnlyList<(double X, double Y)>>();
        int[] edges = [.. neighbours.Keys.Order()];
        foreach (int start in edges.Where(edge => neighbours[edge].Count == 1).Concat(edges))
        {
            if (neighbours[start].Count > 0)
                lines.Add([.. Follow(neighbours, start).Select(Crossing)]);
        }

        return lines;

        void AddCell(int i, int j)
        {
            double a = At(i, j), b = At(i + 1, j), c = At(i + 1, j + 1), d = At(i, j + 1);
            if (!double.IsFinite(a + b + c + d))
                return;
            int bottom = Edge(i, j, true), right = Edge(i + 1, j, false), top = Edge(i, j + 1, true), left = Edge(i, j, false);
            bool middle = (a + b + c + d) / 4 > level;
            switch ((a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0))
            {
                case 1 or 14:
                    Join(left, bottom);
                    break;
                case 2 or 13:
                    Join(bottom, right);
                    break;
                case 4 or 11:
                    Join(right, top);
                    break;
                case 8 or 7:
                    Join(top, left);
                    break;
                case 3 or 12:
                    Join(left, right);
                    break;
                case 6 or 9:
                    Join(bottom, top);
                    break;
                case 5:
                    Join(left, middle ? top : bottom);
                    Join(right, middle ? bottom : top);
                    break;
                case 10:
                    Join(left, middle ? bottom : top);
                    Join(right, middle ? top : bottom);
                    break;
            }
        }

        double At(int i, int j) => heights[(j * columns) + i];

        // From the grid's point (i, j) to the right, or upwards.
        int Edge(int i, int j, bool toTheRight) => (2 * ((j * columns) + i)) + (toTheRight ? 0 : 1);

        void Join(int from, int to)
        {
            foreach ((int end, int other) in ((int, int)[])[(from, to), (to, from)])
            {
                if (!neighbours.TryGetValue(end, out List<int>? list))
                    neighbours[end] = list = [];
                list.Add(other);
            }
        }

        (double X, double Y) Crossing(int edge)
        {
            int at = edge / 2, i = at % columns, j = at / columns;
            bool toTheRight = edge % 2 == 0;
            double from = heights[at], to = heights[toTheRight ? at + 1 : at + columns];
            double share = (level - from) / (to - from);
            return toTheRight ? (i + share, j) : (i, j + share);
        }
    }

    private static List<int> Follow(Dictionary<int, List<int>> neighbours, int start)
    {
        List<int> line = [start];
        for (int at = start; neighbours[at].Count > 0;)
        {
            int next = neighbours[at][0];
            neighbours[at].RemoveAt(0);
            neighbours[next].Remove(at);
            line.Add(next);
            at = next;
        }

        return line;
    }
}
