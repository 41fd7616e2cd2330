using Minima.Data;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>Data as pretrained layers give it: what the next layer learns to give back.</summary>
internal static class StackedData
{
    /// <summary>What the hidden units of an autoencoder make of every example, uncorrupted; labels stay.</summary>
    public static DataSet Through(DataSet data, Network autoencoder, Parameters parameters, int threads)
    {
        return new DataSet(data.Name, data.Description, data.Classes, Encode(data.Train), Encode(data.Validation), Encode(data.Test))
        {
            Augmentation = data.Augmentation,
        };

        Examples Encode(Examples examples)
        {
            if (examples.Count == 0)
                return Examples.FromValues([], [], autoencoder.Layers[0].Outputs);
            using var reconstruction = new Reconstruction(autoencoder, examples, threads);
            return Examples.FromValues(reconstruction.Hidden(parameters), examples.Labels.ToArray(), autoencoder.Layers[0].Outputs);
        }
    }

    /// <summary>The data of a pretrained layer's run, which went through the layers before it; their runs lie beside it.</summary>
    /// <param name="data">The data that the run names, augmented as it says.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="UnusableInputException">A run of a layer before is missing or unfinished, or was trained anew.</exception>
    public static DataSet Of(DataSet data, Run run)
    {
        string stack = Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Folder))))!;
        for (int layer = 1; layer <= run.Configuration.EncodedLayers; layer++)
        {
            Snapshot snapshot = Run.Open(RunFolder.PretrainedLayer(stack, layer)).ReadLast();
            data = Through(data, snapshot.Network, snapshot.Parameters, threads: 0);
        }

        return data.Fingerprint == run.Configuration.DataFingerprint
            ? data
            : throw new UnusableInputException(
                $"The run was trained on what {run.Configuration.EncodedLayers} pretrained layers gave, with the fingerprint "
                + $"{run.Configuration.DataFingerprint[..12]}..., but those beside it give {data.Fingerprint[..12]}...: bring them back as they were.");
    }
}
