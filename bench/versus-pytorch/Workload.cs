using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.VersusPyTorch;

/// <summary>One kind of work that both sides do.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Data">The numbers.</param>
/// <param name="Hidden">Hidden layers.</param>
/// <param name="BatchSize">Examples in a batch.</param>
internal sealed record Workload(string Name, DataSet Data, IReadOnlyList<int> Hidden, int BatchSize)
{
    public Network Network { get; } = Network.Perceptron(Data.Inputs, Hidden, Data.Classes);

    public DescentOptions Options { get; } = new() { BatchSize = BatchSize };

    public Parameters Start() => Initialisation.Draw(Network, new Start());

    /// <summary>Writes the numbers for the other side: raw little-endian float32 and bytes.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, Examples part) in new[] { ("train", Data.Train), ("validation", Data.Validation), ("test", Data.Test) })
        {
            using var stream = new BufferedStream(File.Create(Path.Combine(folder, name + ".x")), 1 << 20);
            var row = new float[part.Width];
            for (int i = 0; i < part.Count; i++)
            {
                part.CopyRow(i, row);
                stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(row));
            }

            using FileStream labels = File.Create(Path.Combine(folder, name + ".y"));
            labels.Write(part.Labels);
        }

        using FileStream start = File.Create(Path.Combine(folder, "start"));
        start.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Start().Values));
    }
}
