using System.CommandLine;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary><c>minima fleet</c>: runs that differ in one thing, and all their pairs.</summary>
internal static class FleetCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string> folder = new("DIR") { Description = "The fleet's folder; each member is a run in it, such as DIR/hidden-seed-1", Arity = ArgumentArity.ExactlyOne };
        Option<string?> vary = Options.Text(
            "--vary", "OPTION=VALUES", "The option of `minima train` that members differ in, and its values: hidden-seed=1,2,3 or 1..8; where a value has commas itself, semicolons between values (quoted, for the shell: \"hidden=300,100;500\")");
        Option<int> workers = SharedOptions.Workers();
        Option<string?> reference = Options.Text("--reference", "MEMBER", "The member, by name or value, that all others are aligned to (default: the first)");
        Option<int> points = Options.Integer("--points", "Points of the grid on each line, both ends counted; the exact top is found besides", 25, 2, 1001);
        var options = new TrainOptions();
        var page = new Page("fleet", "Trains runs that differ in one thing, and compares the ends of all with all others.")
        {
            Explanation = "Members are trained one a core; the same command continues what was stopped, and trains and measures nothing twice. Given more values, only "
                + "the new members are trained.\n\n"
                + "For each pair: distance and overlap, raw and aligned (the second network as the copy, computing the same function, that lies closest to the "
                + "first), the barrier between them, and the test examples that they read differently. Then all are aligned to one of them: the barriers between these copies, the "
                + "network that is their mean, and the cycle error (from A to B to C and back to A by the alignments of pairs: the share of units that do not come back). "
                + "Tables, and figures with their CSV beside them, are written into DIR.",
            Examples =
            [
                new Example("minima fleet runs/seeds --vary hidden-seed=1..8 --data digits --epochs 30", "Eight starts on the built-in digits"),
                new Example("minima fleet runs/rates --vary learning-rate=0.003,0.01,0.03 --epochs 100", "Three learning rates"),
                new Example("minima fleet runs/orders --vary order-seed=1..4 --order shuffled", "One start, four orders of the data"),
                new Example("minima fleet runs/widths --vary hidden=100,200,500", "Three widths: no distances, but courses and predictions"),
                new Example("minima fleet runs/depths --vary \"hidden=500;300,100\"", "Values that have commas themselves"),
                new Example("minima fleet runs/seeds --vary hidden-seed=1..64 --on slurm --time 1:00:00", "As a job array, an element a member"),
            ],
        };
        page.Add(folder);
        page.Add("The fleet", vary, workers, reference, points);
        options.AddMembersTo(page);
        var array = new ArrayCommand("fleet", page, asked =>
        {
            if (asked.GetValue(vary) is not { } text)
                throw new UnusableInputException("--vary is missing: say what the members differ in, such as --vary hidden-seed=1..8. See `minima fleet --help`.");
            return new FleetRequest
            {
                Folder = asked.GetValue(folder)!,
                Values = FleetValues.Parse(text),
                Given = options.Given(asked),
                Workers = asked.GetValue(workers),
                Reference = asked.GetValue(reference),
                Points = asked.GetValue(points),
            };
        });
        new ArrayPages("fleet", "DIR", "runs/seeds", ArrayFolder.OfRuns, array.Parse).AddTo(page, output, interruption);
        return array.Add(output, interruption);
    }
}
