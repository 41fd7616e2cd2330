namespace Minima.Trajectories;

/// <summary>
/// Puts layers of unknown order in a row in which each takes as many numbers as the one before gives. Widths are the nodes of a graph
/// and layers its edges, so the row is an Eulerian trail; where there are several, names decide, in natural order.
/// </summary>
internal static class LayerChain
{
    /// <summary>
    /// The layers' indices in order, or null where no row uses all of them. <paramref name="layers"/> must stand in the preferred order.
    /// Hierholzer's algorithm (1873): O(layers).
    /// </summary>
    public static int[]? Find(IReadOnlyList<(long Inputs, long Outputs)> layers)
    {
        var leaving = new Dictionary<long, Queue<int>>();
        var surplus = new Dictionary<long, int>();
        for (int i = 0; i < layers.Count; i++)
        {
            (long inputs, long outputs) = layers[i];
            if (!leaving.TryGetValue(inputs, out Queue<int>? queue))
                leaving[inputs] = queue = new Queue<int>();
            queue.Enqueue(i);
            surplus[inputs] = surplus.GetValueOrDefault(inputs) + 1;
            surplus[outputs] = surplus.GetValueOrDefault(outputs) - 1;
        }

        // The trail starts at the width that more layers take than give; where all balance, at the preferred layer's.
        long start = layers[0].Inputs;
        foreach ((long width, int count) in surplus)
        {
            if (count > 0)
                start = width;
        }

        var trail = new List<int>();
        var open = new Stack<(long Width, int Layer)>();
        open.Push((start, -1));
        while (open.TryPeek(out (long Width, int Layer) top))
        {
            if (leaving.TryGetValue(top.Width, out Queue<int>? queue) && queue.TryDequeue(out int next))
                open.Push((layers[next].Outputs, next));
            else if (open.Pop().Layer is >= 0 and int done)
                trail.Add(done);
        }

        // Walked back from its end. Without a trail, the algorithm leaves layers out or joins ones that do not fit.
        trail.Reverse();
        bool fits = trail.Count == layers.Count
            && trail.Zip(trail.Skip(1)).All(pair => layers[pair.First].Outputs == layers[pair.Second].Inputs);
        return fits ? [.. trail] : null;
    }
}
