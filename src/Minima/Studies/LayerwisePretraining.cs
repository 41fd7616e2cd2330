using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// The pretraining of a run: a run of its own for each hidden layer, in the folder <c>pretrain</c> of it. Each is a run like any other, continued
/// where it stands, and its parameters are the start of the layer.
/// </summary>
internal static class LayerwisePretraining
{
    /// <summary>Trains what is left to be trained.</summary>
    /// <param name="job">The run.</param>
    /// <param name="data">Its data.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <param name="progress">Is told how far each layer has come.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The start of the run, or the result of the layer that did not come to its end.</returns>
    public static (Parameters? Start, TrainingResult? Unfinished) Run(
        TrainingJob job, DataSet data, int threads, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        RunConfiguration whole = job.Configuration;
        Pretraining pretraining = whole.Pretraining!;
        var start = StackedStart.Draw(whole.Network, whole.Start.HiddenSeed);
        int layers = whole.Network.Layers.Count - 1;
        for (int i = 0; i < layers; i++)
        {
            Layer layer = whole.Network.Layers[i];
            Network autoencoder = Network.Autoencoder(layer.Inputs, layer.Outputs);
            var drawn = new Parameters(autoencoder.Layout);
            start.Parameters[layer.Weights].CopyTo(drawn[autoencoder.Layers[0].Weights]);
            var configuration = new RunConfiguration(
                autoencoder, new Start(), pretraining.Descent(i, start.MaskSeeds[i]), data.Name, data.Fingerprint, data.Augmentation,
                GivenStart.Of(drawn, 0), encodedLayers: i);
            var part = new TrainingJob(configuration, RunFolder.PretrainedLayer(job.Folder, i + 1), pretraining.Epochs, Schedule(job)) { Start = drawn };
            TrainingResult result = Training.Run(part, data, threads, Named(progress, $"pretraining layer {i + 1} of {layers}"), cancellation);
            if (result.Outcome is TrainingOutcome.Stopped or TrainingOutcome.Diverged)
                return (null, result);
            if (cancellation.IsCancellationRequested)
            {
                string sentence = $"Stopped after layer {i + 1} of {layers}; where the run stands is saved in '{job.Folder}', and the same command continues it.";
                return (null, result with { Outcome = TrainingOutcome.Stopped, Sentence = sentence });
            }

            Parameters trained = Trajectories.Run.Open(part.Folder).Read(pretraining.Epochs).Parameters;
            trained[autoencoder.Layers[0].Weights].CopyTo(start.Parameters[layer.Weights]);
            trained[autoencoder.Layers[0].Biases].CopyTo(start.Parameters[layer.Biases]);
            if (i < layers - 1)
                data = StackedData.Through(data, autoencoder, trained, threads);
        }

        return (start.Parameters, null);
    }

    // Epochs that the run asks for by number are those of what follows.
    private static SaveSchedule Schedule(TrainingJob job) => new(job.Schedule.Every);

    private static IProgress<TrainingProgress>? Named(IProgress<TrainingProgress>? progress, string phase) =>
        progress is null ? null : new Phase(progress, phase);

    private sealed class Phase(IProgress<TrainingProgress> progress, string name) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value with { Phase = name });
    }
}
