using System.Globalization;
using System.Runtime.InteropServices;
using Minima.Figures;
using Minima.MatrixBench;

// Times the comparison of all pairs of 16 checkpoints of 1 GiB, F32 and BF16, beside one sequential read of the same files, cold, in turn in one
// run, and writes bench/results/matrix.md. It takes 39 GiB of disk, which are given back at the end unless --keep is said. With --f32, --bf16 or --many
// it does one of its three parts and prints that alone.
string[] parts = ["--f32", "--bf16", "--many"];
bool keep = args.Contains("--keep"), onlyWrite = args.Contains("--write"), whole = !args.Any(parts.Contains);
string[] plain = [.. args.Where(arg => arg is not ("--keep" or "--write") && !parts.Contains(arg))];
int rounds = 5;
if (plain.Length is < 1 or > 2 || (plain.Length == 2 && (!int.TryParse(plain[1], CultureInfo.InvariantCulture, out rounds) || rounds < 1)))
{
    Console.Error.WriteLine("Expected: FOLDER [ROUNDS] [--f32] [--bf16] [--many] [--write] [--keep]: a folder on the disk to be measured, how often each side is timed, "
        + "the parts that are done (else all); --write writes the checkpoints and stops, --keep keeps them.");
    return 2;
}

string folder = Path.GetFullPath(plain[0]);
GeneratedSeries singles = new(Path.Combine(folder, "f32"), Brain: false, 16, Layers: 20, Rows: 16 * 1024);
GeneratedSeries brains = new(Path.Combine(folder, "bf16"), Brain: true, 16, Layers: 41, Rows: 20 * 1024);
GeneratedSeries many = new(Path.Combine(folder, "many"), Brain: false, 256, Layers: 0, Rows: 4 * 1024);
GeneratedSeries manyBrains = new(Path.Combine(folder, "many-bf16"), Brain: true, 150, Layers: 0, Rows: 8 * 1024);
GeneratedSeries[][] all = [[singles], [brains], [many, manyBrains]];
GeneratedSeries[] used = [.. all.Where((_, part) => whole || args.Contains(parts[part])).SelectMany(static series => series)];
Directory.CreateDirectory(folder);
long missing = used.Sum(static series => series.Bytes - series.Files.Where(File.Exists).Sum(static file => new FileInfo(file).Length));
long free = new DriveInfo(folder).AvailableFreeSpace;
if (free < missing + (2L << 30))
{
    Console.Error.WriteLine($"{missing >> 30} GiB are to be written to '{folder}', and {free >> 30} GiB are free there; 2 GiB more than is written are expected. Name a folder on another disk.");
    return 2;
}

foreach (GeneratedSeries series in used)
    series.Write();
if (onlyWrite)
    return 0;

string repository = Repository();
string command = Path.Combine(repository, "artifacts", "bin", "Minima.Cli", "release", "minima");
if (!File.Exists(command))
{
    Console.Error.WriteLine($"There is no '{command}'; build it: dotnet build -c Release src/Minima.Cli");
    return 2;
}

Trial[] trials = [.. used.Where(static series => series.Count == 16).Select(series => new Trial($"16 of 1 GiB, {(series.Brain ? "BF16" : "F32")}", series, command))];
foreach (Trial trial in trials)
    trial.Run(rounds);
Table? crossing = used.Contains(many) ? Crossing.Of(many, manyBrains, rounds) : null;
var speed = new Table(
    new Column("files", Alignment.Left), new Column("read GB/s", Format: "F2"), new Column("matrix GB/s", Format: "F2"), new Column("part of reading %", Format: "F0"), new Column("each byte once"),
    new Column("asked / bytes", Format: "F4"), new Column("from disk / bytes", Format: "F4"), new Column("peak MB", Format: "F0"), new Column("processor s", Format: "F1"));
var agreement = new Table(
    new Column("files", Alignment.Left), new Column("pair"), new Column("distance"), new Column("relative"), new Column("distance off by", Format: "E1"), new Column("product off by", Format: "E1"));
foreach (Trial trial in trials)
{
    trial.AddTo(speed);
    trial.AddAgreement(agreement);
}

bool holds = trials.All(static trial => trial.Holds);
string report = $"""
    # All pairs of checkpoints beside one reading of them

    `dotnet run -c Release --project bench/matrix -- FOLDER {rounds}` printed this. "read" is one thread that reads the files one after the other in blocks of 8 MiB and
    does nothing with them; "matrix" is the whole command `minima matrix FOLDER --memory 256MB --json`, from its start to its end. Both begin with files that
    were dropped from memory (`posix_fadvise`, DONTNEED), in turn in one run, now the one first and now the other. Bytes are counted by the command itself and by the system (`/proc/PID/io`: what
    it asked for, the runtime's own files among it, and what came from the disk); the peak of memory is the system's too (VmHWM).

    - {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, .NET {Environment.Version}
    - Asked for: 80 % of the reading rate, each byte once, 256 MB, agreement to 1e-6, the rate in the median of the rounds and all else in each. All of it holds: {(holds ? "yes" : "no")}

    {speed.ToMarkdown()}
    ## Agreement

    The pair in double precision, number by number with compensated sums, by code of its own. Checkpoint 10 is checkpoint 9 moved by a millionth.

    {agreement.ToMarkdown()}
    ## From how many files on arithmetic overtakes reading

    The first so many of 256 files of 16 MiB, F32, and 150 as large of BF16, by the library within one process, in 256 MB. From memory nothing waits for the disk: that is the rate of
    the arithmetic, with copying from the system's memory beside it. Medians of the rounds.

    {crossing?.ToMarkdown()}
    """;
Console.WriteLine(report);
if (whole)
    Minima.AtomicFile.Write(Path.Combine(repository, "bench", "results", "matrix.md"), report);
if (!keep)
{
    foreach (GeneratedSeries series in used)
        Directory.Delete(series.Folder, recursive: true);
}

return holds ? 0 : 1;

static string Repository()
{
    for (DirectoryInfo? here = new(AppContext.BaseDirectory); here is not null; here = here.Parent)
    {
        if (File.Exists(Path.Combine(here.FullName, "Minima.slnx")))
            return here.FullName;
    }

    throw new InvalidOperationException("This is not built within the repository.");
}
