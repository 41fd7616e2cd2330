using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;

namespace Minima.VersusPyTorch;

/// <summary>One kind of work that both sides do.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Data">The numbers.</param>
/// <param name="Network">The layers.</param>
/// <param name="Options">How it is trained.</param>
internal sealed record Workload(string Name, DataSet Data, Network Network, DescentOptions Options)
{
    // The tutorial's stacked autoencoders draw their start and their masks from it.
    private const uint StackSeed = 89677;

    /// <summary>A perceptron.</summary>
    public Workload(string name, DataSet data, IReadOnlyList<int> hidden, int batchSize)
        : this(name, data, Network.Perceptron(data.Inputs, hidden, data.Classes), new DescentOptions { BatchSize = batchSize })
    {
    }

    /// <summary>The dense layers' widths, from what goes into the first of them on; a tied layer has no width of its own.</summary>
    public IEnumerable<int> Widths => Network.Layers.Where(static layer => layer.Convolution is null && !layer.Tied).SelectMany(static (layer, i) =>
        i == 0 ? (int[])[layer.Inputs, layer.Outputs] : [layer.Outputs]);

    /// <summary>A denoising autoencoder, an example at a time.</summary>
    /// <param name="name">What the table calls it.</param>
    /// <param name="data">The numbers.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="corruption">The share of inputs put to zero.</param>
    public static Workload Denoising(string name, DataSet data, int hidden, double corruption)
    {
        Network network = Network.Autoencoder(data.Inputs, hidden);
        var masks = new Corruption(corruption, StackedStart.Draw(network, StackSeed).MaskSeeds[0]);
        return new(name, data, network, new DescentOptions { BatchSize = 1, LearningRate = 0.001, L2 = 0, Corruption = masks });
    }

    public Parameters Start() => Options.Corruption is null ? Initialisation.Draw(Network, new Start()) : StackedStart.Draw(Network, StackSeed).Parameters;

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
