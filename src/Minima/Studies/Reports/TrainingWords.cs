using System.Globalization;
using Minima.Data.Augmentation;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies.Reports;

/// <summary>A run's configuration in words, and as the command that makes the same run.</summary>
public static class TrainingWords
{
    /// <summary>The configuration: each option's name and value, in the order in which the help lists them.</summary>
    public static IReadOnlyList<(string Name, string Value)> Configuration(Run run)
    {
        RunConfiguration made = run.Configuration;
        DescentOptions descent = made.Descent;
        List<(string, string)> words = [("network", Shape(made.Network)), ("parameters", made.Network.Layout.Count.ToString("N0", CultureInfo.InvariantCulture))];
        if (made.Given is { } given)
        {
            words.Add(("start", $"given parameters (SHA-256 {given.Parameters[..12]}...), epoch {given.Epoch}"));
        }
        else
        {
            if (made.Network.Layers.Count > 1)
                words.Add(("hidden layers' start", $"uniform, seed {made.Start.HiddenSeed}"));
            if (!made.Network.IsAutoencoder)
                words.Add(("output layer's start", made.Start.Output == OutputStart.Zero ? "zero" : $"standard normal, seed {made.Start.OutputSeed}"));
        }

        if (made.Pretraining is { } before)
            words.Add(("pretraining", $"{before.Epochs} epochs a layer, learning rate {Text(before.LearningRate)}, corruption {List(before.Corruption)}"));
        if (descent.Corruption is { } corruption)
            words.Add(("corruption", Text(corruption.Level)));
        words.AddRange(
        [
            ("epochs", $"{run.Metrics[^1].Epoch} of {run.Epochs}"),
            ("batch size", Text(descent.BatchSize)),
            ("learning rate", Text(descent.LearningRate) + Schedule(descent.Schedule)),
            ("l1", Text(descent.L1)),
            ("l2", Text(descent.L2)),
            ("minimiser", Minimiser(descent.Minimiser)),
            ("order", descent.Order == ExampleOrder.File ? "as in the files" : $"another each epoch, seed {descent.OrderSeed}"),
            ("data", made.DataName + Augmentation(made.Augmentation)),
        ]);
        return words;
    }

    /// <summary>
    /// The command that makes the same run, with what differs from its defaults; where parameters were given, the file that held them is not
    /// known and stands as SNAPSHOT. A layer's pretraining has no command of its own: that of the stack makes it.
    /// </summary>
    public static string Command(Run run)
    {
        RunConfiguration made = run.Configuration;
        var usual = new DescentOptions();
        DescentOptions descent = made.Descent;
        if (made.Network.IsAutoencoder && RunFolder.StackOf(run.Folder) is { } stack)
            return $"# a layer's pretraining, made by the command of {Quoted(stack)}";
        string? named = Named(made);
        List<string> words = ["minima train", $"--out {Quoted(Path.TrimEndingDirectorySeparator(run.Folder))}", $"--data {Quoted(made.DataName)}", $"--epochs {run.Epochs}"];
        Add(run.Schedule.Every != 10, $"--save-every {run.Schedule.Every}");
        Add(run.Schedule.At.Count > 0, $"--save-at {string.Join(',', run.Schedule.At)}");
        Add(run.Stopping is not null, $"--patience {run.Stopping?.Patience}");
        if (made.Augmentation is { } recipe)
        {
            Add(recipe.Blur > 0, $"--blur {Text(recipe.Blur)}");
            Add(recipe.Angles.Count > 0, $"--rotate {string.Join(',', recipe.Angles.Select(Text))}");
            Add(recipe.Seed != 0, $"--augment-seed {recipe.Seed}");
        }

        Layer[] hidden = [.. made.Network.Layers.SkipLast(1)];
        if (made.Given is not null)
        {
            words.Add("--from SNAPSHOT");
        }
        else
        {
            bool convolutions = made.Network.HasConvolutions, sigmoid = made.Pretraining is not null || made.Network.IsAutoencoder;
            Add(convolutions || named is not null, $"--network {named ?? "FILE.json"}");
            Add(!convolutions && (made.Pretraining is not null || hidden is not [{ Outputs: 500 }]), $"--hidden {string.Join(',', hidden.Select(static layer => layer.Outputs))}");
            Add(!sigmoid && hidden.Length > 0 && hidden[0].Activation != Activation.Tanh, $"--activation {(hidden.Length > 0 ? Word(hidden[0].Activation) : "")}");
            if (made.Pretraining is { } before)
                words.Add($"--corruption {List(before.Corruption, ",")} --pretrain-epochs {before.Epochs} --pretrain-learning-rate {Text(before.LearningRate)}");
            Add(descent.Corruption is { Level: > 0 }, $"--corruption {Text(descent.Corruption?.Level ?? 0)}");
            Add(named is not null || made.Start.HiddenSeed != new Start().HiddenSeed, $"--hidden-seed {made.Start.HiddenSeed}");
            Add(made.Start.Output == OutputStart.Random, "--output-init random");
            Add(made.Start.Output == OutputStart.Random && made.Start.OutputSeed != new Start().OutputSeed, $"--output-seed {made.Start.OutputSeed}");
        }

        // A network with a name has defaults of its own, so what they are for others says nothing.
        Add(named is not null || descent.BatchSize != usual.BatchSize, $"--batch-size {descent.BatchSize}");
        Add(named is not null || descent.LearningRate != usual.LearningRate, $"--learning-rate {Text(descent.LearningRate)}");
        Add(descent.L1 != usual.L1, $"--l1 {Text(descent.L1)}");
        Add(descent.L2 != (named is null ? usual.L2 : 0), $"--l2 {Text(descent.L2)}");
        Add(descent.Order == ExampleOrder.Shuffled, $"--order shuffled --order-seed {descent.OrderSeed}");
        switch (descent.Minimiser)
        {
            case Momentum momentum:
                words.Add($"--minimiser momentum --momentum {Text(momentum.Factor)}{(momentum.Nesterov ? " --nesterov" : "")}");
                break;
            case Adam adam:
                words.Add($"--minimiser adam --beta1 {Text(adam.Beta1)} --beta2 {Text(adam.Beta2)} --epsilon {Text(adam.Epsilon)}");
                break;
        }

        Add(descent.Minimiser is { DecoupledDecay: true }, "--decay decoupled");
        Add(descent.Schedule?.CosineEpochs is not null, "--schedule cosine");
        Add(descent.Schedule is { WarmUp: > 0 }, $"--warm-up {descent.Schedule?.WarmUp}");
        return string.Join(' ', words);

        void Add(bool differs, string option)
        {
            if (differs)
                words.Add(option);
        }
    }

    /// <summary>What --network calls it; null: a perceptron, a file's layers, or one that begins with given parameters.</summary>
    private static string? Named(RunConfiguration made) =>
        made.Network.IsAutoencoder ? "da"
        : made.Given is not null ? null
        : made.Pretraining is not null ? "sda"
        : IsLeNet(made.Network) ? "lenet" : null;

    private static bool IsLeNet(Network network) =>
        network.Layers[0].Convolution is { } first && network.HasShapeOf(Network.LeNet(first.Height, first.Width, network.Classes, network.Layers[0].Activation));

    /// <summary>Sizes and units of a network: <c>784-500-10 (tanh)</c>.</summary>
    public static string Shape(Network network) => Comparisons.VerdictSentence.Shape(network);

    /// <summary>How far a run is, in a word: <c>complete</c>, <c>stopped-early</c>, <c>diverged</c> or <c>unfinished</c>.</summary>
    public static string State(Run run) =>
        run.HasDiverged ? "diverged" : run.HasStoppedEarly ? "stopped-early" : run.IsComplete ? "complete" : "unfinished";

    private static string Minimiser(Minimiser? minimiser) => minimiser switch
    {
        Momentum momentum => $"momentum {Text(momentum.Factor)}{(momentum.Nesterov ? ", Nesterov's" : "")}{Decay(momentum)}",
        Adam adam => $"Adam, beta {Text(adam.Beta1)} and {Text(adam.Beta2)}, epsilon {Text(adam.Epsilon)}{Decay(adam)}",
        _ => "gradient descent",
    };

    private static string Decay(Minimiser minimiser) => minimiser.DecoupledDecay ? ", decay decoupled" : "";

    private static string Schedule(RateSchedule? schedule) => (schedule is { WarmUp: > 0 } ? $", rising in {schedule.WarmUp} epochs" : "")
        + (schedule?.CosineEpochs is { } end ? $", falling to 0 at epoch {end} along a cosine" : "");

    private static string Augmentation(AugmentationRecipe? recipe) => recipe is null ? "" : ", augmented"
        + (recipe.Blur > 0 ? $", blurred by {Text(recipe.Blur)}" : "") + (recipe.Angles.Count > 0 ? $", turned by {string.Join(", ", recipe.Angles.Select(Text))} degrees" : "");

    private static string Word(Activation activation) => activation.ToString().ToLowerInvariant();

    private static string Quoted(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string List(IReadOnlyList<double> values, string between = ", ") => string.Join(between, values.Select(Text));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
