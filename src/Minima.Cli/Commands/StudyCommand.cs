using System.CommandLine;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Studies.Clusters;
using Minima.Studies.Experiments;

namespace Minima.Cli.Commands;

/// <summary><c>minima study</c>: when do two trainings go to the same minimum?</summary>
internal static class StudyCommand
{
    private const string Resumes = "The same command continues what was stopped, and trains and measures nothing twice; with more --replicates or --epochs it goes on from what is there.";

    public static Page Create(Output output, Interruption interruption)
    {
        var page = new Page("study", "Experiments on when two trainings meet: other starts, forks, pushes.")
        {
            Explanation = "Each trains the runs that it needs, every distinct one once, one a core, and measures pairs of their ends: distance, overlap and barrier, raw and aligned. "
                + "Two runs meet where the raw barrier is below two percentage points of error, train and test (Frankle's threshold).",
            Examples =
            [
                new Example("minima study init --data digits --epochs 20", "Which part of the start decides?"),
                new Example("minima study fork --data digits --epochs 30 --at 0,1,5,20", "From which epoch on is it decided?"),
                new Example("minima study perturb --data digits --epochs 20", "How large a push parts two runs?"),
                new Example("minima study init --on slurm --time 1:00:00", "As a job array, an element a run"),
            ],
        };
        var arrays = new Dictionary<string, ArrayCommand>
        {
            ["init"] = Init(),
            ["fork"] = Fork(),
            ["perturb"] = Perturb(),
        };
        foreach (ArrayCommand array in arrays.Values)
            page.Add(array.Add(output, interruption));
        new ArrayPages("study", "DIR", "runs/study-init", ArrayFolder.OfRuns, words =>
            words is ["study", var name, ..] && arrays.TryGetValue(name, out ArrayCommand? array)
                ? array.Parse(words)
                : throw new UnusableInputException($"That is an array of `minima {string.Join(' ', words.Take(2))}`, not of a study.")).AddTo(page, output, interruption);
        return page;
    }

    private static ArrayCommand Init()
    {
        var options = new StudyOptions("init", 100);
        var page = new Page("init", "Which decides whether two runs meet: hidden seed, output layers, or order of the data?")
        {
            Explanation = "The experiment of 2016 changed the hidden seed together with the output layer. Here each changes by itself, in all combinations: hidden seed the same or different; "
                + "output layers both zero, both random from one draw, both random from two, one zero and one random; data in the files' order, or shuffled, with an order for each of the two. "
                + "Sixteen pairs a replicate, of fourteen runs.\n\n" + Resumes,
            Examples =
            [
                new Example("minima study init", "100 epochs, 3 replicates: 42 runs"),
                new Example("minima study init --epochs 500 --replicates 8", "The full one: 112 runs"),
                new Example("minima study init --data digits --epochs 20 --hidden 100 --out runs/try", "A short one on the built-in digits"),
            ],
        };
        return new ArrayCommand("study init", options.AddTo(page), asked =>
        {
            (StudySetting setting, DataSet data) = options.Read(asked);
            return new StudyRequest(setting, data, () => InitStudy.RunsOf(setting, data), (progress, cancellation) =>
            {
                InitStudy study = InitStudy.Run(setting, data, progress, cancellation);
                return output =>
                {
                    IReadOnlyList<string> files = InitReport.Save(study);
                    output.Json(() => StudyDocument.Of(study, files));
                    output.Result(StudyText.Of(study, files));
                };
            });
        });
    }

    private static ArrayCommand Fork()
    {
        var options = new StudyOptions("fork", 200);
        Option<int[]> at = Options.Integers("--at", "LIST", "The epochs at which copies part", [0, 1, 2, 5, 10, 50, 100], 0, 1_000_000);
        var page = new Page("fork", "From which epoch on is it decided where a training goes?")
        {
            Explanation = "From each of some epochs two copies of a run go on to its last epoch, each with an order of the data of its own. Where no barrier is left between their ends, "
                + "the basin had been chosen before (Frankle et al. 2020, arXiv 1912.05671).\n\n" + Resumes,
            Examples =
            [
                new Example("minima study fork", "200 epochs, forks at 0, 1, 2, 5, 10, 50 and 100, 3 replicates"),
                new Example("minima study fork --data digits --epochs 30 --at 0,1,2,5,10,20 --out runs/try", "A short one on the built-in digits"),
            ],
        };
        page.Add("Where", at);
        return new ArrayCommand("study fork", options.AddTo(page), asked =>
        {
            (StudySetting setting, DataSet data) = options.Read(asked);
            int[] epochs = asked.GetValue(at)!;
            return new StudyRequest(setting, data, () => ForkStudy.RunsOf(setting, epochs, data), (progress, cancellation) =>
                Print(ForkStudy.Run(setting, epochs, data, progress, cancellation)));
        });
    }

    private static ArrayCommand Perturb()
    {
        var options = new StudyOptions("perturb", 100);
        Option<int> at = Options.Integer("--at", "The epoch at which the noise is added", 0, 0, 1_000_000);
        Option<double[]?> sizes = Options.Numbers("--sizes", "LIST", "Relative L2 sizes of the noise (default: 1e-7 to 1, by tens)", 1e-30, 1e6);
        Option<NoiseScale> scale = Options.Choice(
            "--relative-to", "The norm that the size is relative to: that of all parameters together, or of each by itself (one that is zero stays zero)", NoiseScale.Total,
            ("total", NoiseScale.Total), ("parameter", NoiseScale.Parameter));
        var page = new Page("perturb", "How large a push parts two trainings?")
        {
            Explanation = "A copy of a run gets seeded Gaussian noise of a relative L2 size at an epoch, and both go on alike, in the files' order, to the last epoch.\n\n" + Resumes,
            Examples =
            [
                new Example("minima study perturb", "Noise of relative size 1e-7 to 1 at the start, 3 replicates"),
                new Example("minima study perturb --at 50", "The same at epoch 50"),
                new Example("minima study perturb --data digits --epochs 20 --sizes 0.001,0.1 --out runs/try", "A short one on the built-in digits"),
            ],
        };
        page.Add("The noise", at, sizes, scale);
        return new ArrayCommand("study perturb", options.AddTo(page), asked =>
        {
            (StudySetting setting, DataSet data) = options.Read(asked);
            IReadOnlyList<double> pushes = asked.GetValue(sizes) is { Length: > 0 } given ? given : PerturbStudy.UsualSizes;
            (int epoch, NoiseScale to) = (asked.GetValue(at), asked.GetValue(scale));
            return new StudyRequest(setting, data, () => PerturbStudy.RunsOf(setting, epoch, pushes, to, data), (progress, cancellation) =>
                Print(PerturbStudy.Run(setting, epoch, pushes, to, data, progress, cancellation)));
        });
    }

    private static Action<Output> Print(SweepStudy study) => output =>
    {
        IReadOnlyList<string> files = SweepReport.Save(study);
        output.Json(() => StudyDocument.Of(study, files));
        output.Result(StudyText.Of(study, files));
    };
}
