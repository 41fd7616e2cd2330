using System.CommandLine;
using Minima.Data;

namespace Minima.Cli.Commands;

/// <summary><c>minima predict</c>: a digit for each picture.</summary>
internal static class PredictCommand
{
    private const int LargestIndex = 999_999;

    public static Page Create(Output output)
    {
        Argument<string> snapshot = new("SNAPSHOT") { Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file", Arity = ArgumentArity.ExactlyOne };
        Argument<string[]> images = new("IMAGE...") { Description = "Pictures of one digit each, PNG or PGM, or folders of them", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> as2016 = Options.Flag("--as-2016", "Prepare pictures by the steps that the author of the 2016 experiment took");
        Option<bool> expect = Options.Flag("--expect-from-name", "The number in a file's name is what the picture shows: say which are right, and count them");
        Option<int[]> index = Options.Integers("--index", "LIST", "Read these examples of a data set, such as 9,10, counted from 0", [], 0, LargestIndex);
        Option<DataPart> set = Options.Choice("--set", "Of which part of the data", DataPart.Test, SharedOptions.Parts);
        Option<string?> data = Options.Text(
            "--data", "auto|mnist|digits|DIR", "Of which data (default: a run's own; for a file auto, which is MNIST where it is found and otherwise the built-in digits)");
        Option<string?> prepared = Options.Text("--save-prepared", "DIR", "Write what the network sees, 28x28, as PNG");
        Option<bool> force = Options.Flag("--force", "Overwrite files");
        var foreign = new ForeignOptions();

        var page = new Page("predict", "Reads the digit in each picture with a saved model.")
        {
            Explanation = "A picture shows one digit, dark on light or light on dark, drawn or photographed; what is transparent is paper. The digit is "
                + "found and cut out at full resolution, shrunk so that its longer side is 20 pixels, and put with its centre of mass into the centre of "
                + "28x28, as MNIST's are. --save-prepared shows what became of it.",
            Examples =
            [
                new Example("minima predict runs/zero seven.png", "The digit in a picture, and how probable each is"),
                new Example("minima predict runs/zero photos --expect-from-name", "All pictures of a folder; 7.png is expected to show a 7"),
                new Example("minima predict runs/zero photos --save-prepared seen", "Keep what the network sees of each"),
                new Example("minima predict runs/zero@10 --index 9,10 --set valid", "Two examples of the run's own data"),
                new Example("minima predict theirs.safetensors seven.png --activation relu", "With another tool's model"),
            ],
        };
        page.Add(snapshot, images);
        page.Add("Pictures", as2016, expect, prepared, force);
        page.Add("Examples of a data set", index, set, data);
        page.Add(ForeignOptions.Heading, foreign.All);
        return page.Does(asked => new PredictRequest
        {
            Name = asked.GetValue(snapshot)!,
            Pictures = asked.GetValue(images) ?? [],
            As2016 = asked.GetValue(as2016),
            ExpectFromName = asked.GetValue(expect),
            Prepared = asked.GetValue(prepared),
            Force = asked.GetValue(force),
            Indices = asked.GetValue(index) ?? [],
            Part = asked.GetValue(set),
            DataName = asked.GetValue(data),
            Told = foreign.Read(asked),
        }.Run(output));
    }
}
