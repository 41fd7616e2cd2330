using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Takes sums in single precision, which stand in panels, over into a sum in double precision in the order of <see cref="ParameterLayout"/>, and sets them to
/// zero. Several workers do so together, each its part.
/// </summary>
/// <param name="network">The layers.</param>
/// <param name="team">The workers.</param>
internal sealed unsafe class PanelUnload(Network network, WorkerTeam team)
{
    /// <summary>A worker's part: sum += scale * (the panels' sum, in their order).</summary>
    /// <param name="worker">Which.</param>
    /// <param name="panels">What is taken over, and is zero afterwards.</param>
    /// <param name="scale">What it is multiplied by.</param>
    /// <param name="sum">What it is added to.</param>
    public void Run(int worker, ReadOnlySpan<NetworkPanels> panels, double scale, double[] sum)
    {
        double* row = stackalloc double[Tile.Columns];
        var columns = new Span<double>(row, Tile.Columns);
        for (int layer = 0; layer < network.Layers.Count - 1; layer++)
        {
            // Whoever summed a panel takes it over, as far as the workers share out panels: another would have to fetch it from that one's cache.
            Layer own = network.Layers[layer];
            int weights = Offset(own.Weights), biases = Offset(own.Biases);
            (int first, int end) = team.Share(worker, Tile.Panels(own.Outputs) * own.Inputs);
            for (int place = first; place < end; place++)
            {
                (int panel, int input) = Math.DivRem(place, own.Inputs);
                int at = panel * Tile.Columns, count = Math.Min(Tile.Columns, own.Outputs - at);
                columns.Clear();
                foreach (NetworkPanels part in panels)
                    Move(part.Weights(layer, panel) + ((long)input * Tile.Columns), row, Tile.Columns);
                Vectors.AddScaled(scale, columns[..count], sum.AsSpan(weights + (input * own.Outputs) + at, count));
            }

            for (int panel = 0; worker == 0 && panel < Tile.Panels(own.Outputs); panel++)
            {
                int at = panel * Tile.Columns, count = Math.Min(Tile.Columns, own.Outputs - at);
                columns.Clear();
                foreach (NetworkPanels part in panels)
                    Move(part.Biases(layer, panel), row, Tile.Columns);
                Vectors.AddScaled(scale, columns[..count], sum.AsSpan(biases + at, count));
            }
        }

        Output(worker, panels, scale, row, sum);
    }

    /// <summary>Adds floats to sums in double precision, and sets them to zero.</summary>
    /// <param name="from">[count].</param>
    /// <param name="sums">[count].</param>
    /// <param name="count">A multiple of 8.</param>
    private static void Move(float* from, double* sums, int count)
    {
        for (int i = 0; i < count; i += 8)
        {
            Vector256<float> values = Vector256.Load(from + i);
            (Vector256.Load(sums + i) + Vector256.WidenLower(values)).Store(sums + i);
            (Vector256.Load(sums + i + 4) + Vector256.WidenUpper(values)).Store(sums + i + 4);
            Vector256<float>.Zero.Store(from + i);
        }
    }

    private int Offset(string name) => network.Layout[name].Offset;

    // The output weights stand with the classes as rows: a class's row of a panel goes to every class-th number of the sum.
    private void Output(int worker, ReadOnlySpan<NetworkPanels> panels, double scale, double* row, double[] sum)
    {
        Layer output = network.Layers[^1];
        (int first, int end) = team.Share(worker, Tile.Panels(output.Inputs));
        for (int panel = first; panel < end; panel++)
        {
            for (int k = 0; k < output.Outputs; k++)
            {
                new Span<double>(row, Tile.Columns).Clear();
                foreach (NetworkPanels part in panels)
                    Move(part.OutgoingPanel(panel) + (k * Tile.Columns), row, Tile.Columns);
                for (int j = panel * Tile.Columns; j < Math.Min((panel + 1) * Tile.Columns, output.Inputs); j++)
                    sum[Offset(output.Weights) + (j * output.Outputs) + k] += row[j % Tile.Columns] * scale;
            }
        }

        for (int at = 0; worker == 0 && at < panels[0].PaddedClasses; at += Tile.Strip)
        {
            new Span<double>(row, Tile.Strip).Clear();
            foreach (NetworkPanels part in panels)
                Move(part.OutputBiases.Pointer + at, row, Tile.Strip);
            int count = Math.Min(Tile.Strip, output.Outputs - at);
            Vectors.AddScaled(scale, new ReadOnlySpan<double>(row, count), sum.AsSpan(Offset(output.Biases) + at, count));
        }
    }
}
