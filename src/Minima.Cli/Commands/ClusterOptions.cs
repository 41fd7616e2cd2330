using System.CommandLine;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary>Who runs a job array.</summary>
internal enum Scheduler
{
    Slurm,
    Kubernetes,
}

/// <summary>The options of commands whose work a job array can do.</summary>
internal sealed class ClusterOptions
{
    /// <summary>What stands above them in the help.</summary>
    public const string Heading = "On a cluster";

    private readonly Option<Scheduler?> _on = Options.Choice<Scheduler?>(
        "--on", "Submit it as a job array to Slurm; or, with --dry-run, print a manifest of Indexed Jobs", null, ("slurm", Scheduler.Slurm), ("kubernetes", Scheduler.Kubernetes));

    private readonly Option<bool> _dryRun = Options.Flag("--dry-run", "Print what would be submitted, and submit nothing");

    private readonly Option<string?> _partition = Options.Text("--partition", "NAME", "Slurm's partition (default: Slurm's)");

    private readonly Option<TimeSpan?> _time = Options.Time("--time", "The most time of an element, as Slurm writes it (default: the cluster's); what it had reached is saved");

    private readonly Option<int?> _memory = Options.Memory("--memory", "The memory of an element (default: the cluster's)");

    private readonly Option<int> _cores = Options.Integer("--cores", "The cores of an element, and its threads; it changes no result", 1, 1, 1024);

    private readonly Option<int> _maxParallel = Options.IntegerOrNone("--max-parallel", "How many elements run at the same time (default: as many as there is room for)", 1, 1_000_000);

    private readonly Option<string[]> _sbatch = Options.Texts("--sbatch", "OPTION", "A further option of sbatch, with an equals sign between: --sbatch=--account=physics; may be given more than once");

    private readonly Option<string?> _image = Options.Text("--image", "IMAGE", "For Kubernetes: the container image, with minima and sh on its path");

    private readonly Option<string?> _claim = Options.Text("--claim", "NAME", "For Kubernetes: the volume claim that all elements share; names are relative to it");

    private readonly Option<int?> _element = Options.Index("--element", "Do the one element N here, as the array does: for other schedulers too");

    /// <summary>Puts them into a command's help and parser.</summary>
    public Page AddTo(Page page) =>
        page.Add(Heading, _on, _dryRun, _partition, _time, _memory, _cores, _maxParallel, _sbatch, _image, _claim, _element);

    /// <summary>Those that an element's resources can be changed by.</summary>
    public Page AddResourcesTo(Page page) => page.Add(Heading, _partition, _time, _memory, _cores, _maxParallel, _sbatch);

    /// <summary>Who is to run it; null: it is done here.</summary>
    public Scheduler? On(ParseResult asked) => asked.GetValue(_on);

    /// <summary>Whether it is only to be shown.</summary>
    public bool IsDryRun(ParseResult asked) => asked.GetValue(_dryRun);

    /// <summary>The one element that is to be done here; null: all.</summary>
    public int? Element(ParseResult asked) => asked.GetValue(_element);

    /// <summary>What Kubernetes must be told.</summary>
    /// <exception cref="UnusableInputException">It was not said.</exception>
    public KubernetesOptions Kubernetes(ParseResult asked) => asked.GetValue(_image) is { } image && asked.GetValue(_claim) is { } claim
        ? new KubernetesOptions(image, claim)
        : throw new UnusableInputException("--on kubernetes needs --image, the container image, and --claim, the volume claim that all elements share.");

    /// <summary>What elements are given; what was not asked for is as <paramref name="before"/>.</summary>
    /// <exception cref="UnusableInputException">An option of sbatch is none.</exception>
    public ClusterResources Resources(ParseResult asked, ClusterResources? before = null)
    {
        before ??= new ClusterResources();
        var resources = new ClusterResources
        {
            Partition = asked.GetValue(_partition) ?? before.Partition,
            Time = asked.GetValue(_time) ?? before.Time,
            Memory = asked.GetValue(_memory) ?? before.Memory,
            Cores = IsGiven(asked, _cores) ? asked.GetValue(_cores) : before.Cores,
            MaxParallel = asked.GetValue(_maxParallel) is var most and > 0 ? most : before.MaxParallel,
            Extra = asked.GetValue(_sbatch) is { Length: > 0 } extra ? extra : before.Extra,
        };
        resources.Demand();
        return resources;
    }

    /// <summary>Makes sure that nothing is asked of a cluster where none is asked for.</summary>
    /// <exception cref="UnusableInputException">Something is.</exception>
    public void Demand(ParseResult asked)
    {
        bool kubernetes = On(asked) == Scheduler.Kubernetes, element = Element(asked) is not null;
        if (element && On(asked) is not null)
            throw new UnusableInputException("--element does one element here, --on submits them. Leave one of them out.");
        if (kubernetes && !IsDryRun(asked))
            throw new UnusableInputException("--on kubernetes submits nothing itself: it prints a manifest (--dry-run), for `kubectl apply -f -`.");
        Option[] alone = On(asked) switch
        {
            Scheduler.Kubernetes => [_partition, _sbatch],
            Scheduler.Slurm => [_image, _claim],
            _ => element ? [_dryRun, _partition, _time, _memory, _maxParallel, _sbatch, _image, _claim] : [_dryRun, _partition, _time, _memory, _cores, _maxParallel, _sbatch, _image, _claim],
        };
        if (alone.FirstOrDefault(option => IsGiven(asked, option)) is { } other)
            throw new UnusableInputException($"{other.Name} has no meaning here: it is for {(other == _image || other == _claim ? "--on kubernetes" : "--on slurm")}. Leave it out.");
    }

    private static bool IsGiven(ParseResult asked, Option option) => asked.GetResult(option) is { Implicit: false };
}
