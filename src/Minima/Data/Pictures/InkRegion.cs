namespace Minima.Data.Pictures;

/// <summary>Pixels of one row, from <paramref name="Left"/> up to, not including, <paramref name="Right"/>.</summary>
internal readonly record struct InkRun(int Y, int Left, int Right);

/// <summary>Ink that hangs together: dark pixels of which each touches another by a side or a corner.</summary>
internal sealed class InkRegion
{
    /// <summary>The pixels, row after row.</summary>
    public List<InkRun> Runs { get; } = [];

    /// <summary>The first column.</summary>
    public int Left { get; private set; } = int.MaxValue;

    /// <summary>The first row.</summary>
    public int Top { get; private set; } = int.MaxValue;

    /// <summary>The column after the last.</summary>
    public int Right { get; private set; }

    /// <summary>The row after the last.</summary>
    public int Bottom { get; private set; }

    /// <summary>How many pixels there are.</summary>
    public long Area { get; private set; }

    /// <summary>The longer side of the box around it.</summary>
    public int Length => Math.Max(Right - Left, Bottom - Top);

    /// <summary>The regions of all pixels with at least this darkness.</summary>
    public static List<InkRegion> Find(Darkness darkness, double threshold)
    {
        // Runs of dark pixels, joined with those that they touch in the row above; each set of runs has its first as its root.
        List<InkRun> runs = [];
        List<int> parents = [];
        int above = 0, aboveEnd = 0;
        for (int y = 0; y < darkness.Height; y++)
        {
            int rowStart = runs.Count;
            ReadOnlySpan<byte> row = darkness.Values.AsSpan(y * darkness.Width, darkness.Width);
            for (int x = 0; x < row.Length; x++)
            {
                if (!(row[x] >= threshold))
                    continue;
                int left = x;
                while (x < row.Length && row[x] >= threshold)
                    x++;
                int run = runs.Count;
                runs.Add(new InkRun(y, left, x));
                parents.Add(run);

                // A run above that ends before this one's left corner cannot touch the next ones either.
                while (above < aboveEnd && runs[above].Right < left)
                    above++;
                for (int i = above; i < aboveEnd && runs[i].Left <= x; i++)
                    Join(parents, i, run);
            }

            (above, aboveEnd) = (rowStart, runs.Count);
        }

        return Collect(runs, parents);
    }

    private static List<InkRegion> Collect(List<InkRun> runs, List<int> parents)
    {
        List<InkRegion> regions = [];
        var byRoot = new Dictionary<int, InkRegion>();
        for (int i = 0; i < runs.Count; i++)
        {
            int root = Root(parents, i);
            if (!byRoot.TryGetValue(root, out InkRegion? region))
            {
                byRoot.Add(root, region = new InkRegion());
                regions.Add(region);
            }

            region.Add(runs[i]);
        }

        return regions;
    }

    private static void Join(List<int> parents, int a, int b)
    {
        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(List<int> parents, int i)
    {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    }

    private void Add(InkRun run)
    {
        Runs.Add(run);
        (Left, Top) = (Math.Min(Left, run.Left), Math.Min(Top, run.Y));
        (Right, Bottom) = (Math.Max(Right, run.Right), Math.Max(Bottom, run.Y + 1));
        Area += run.Right - run.Left;
    }
}
