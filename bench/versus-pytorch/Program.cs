using System.Globalization;
using Minima.Bench;
using Minima.VersusPyTorch;

// Times Minima and PyTorch on the same work, epoch by epoch in turn, and writes the table to bench/results/.
// It installs nothing: it takes the first python3 that can import torch (or the one that MINIMA_PYTHON names).
string? python = PythonFinder.Find();
if (python is null)
{
    Console.Error.WriteLine("No Python with PyTorch was found. On Debian: apt-get install python3-torch libopenblas0-pthread; "
        + "elsewhere set MINIMA_PYTHON to a python3 that can `import torch`.");
    return 2;
}

int rounds = 5;
if (args.Length > 2 || (args.Length > 0 && (!int.TryParse(args[0], CultureInfo.InvariantCulture, out rounds) || rounds < 1)))
{
    Console.Error.WriteLine("Expected: [ROUNDS [WORK]], as in '5 default': the number of rounds, and a part of the name of the only work to run.");
    return 2;
}

string only = args.Length > 1 ? args[1] : "";
var match = new Match(python, rounds);
foreach (Workload work in Workloads.All().Where(work => work.Name.Contains(only, StringComparison.Ordinal)))
    match.Alternate(work);
if (only.Length == 0)
{
    match.TwoAtOnce(Workloads.Default());
    match.BesideBusyCore(Workloads.Default());
}

Console.WriteLine();
Console.WriteLine(match.Report());
string path = Path.Combine(Workloads.Repository(), "bench", "results", "versus-pytorch.md");
if (only.Length == 0)
{
    Minima.AtomicFile.Write(path, match.Report());
    Console.Error.WriteLine($"Written to {path}.");
}

return match.LossesAgree ? 0 : 1;
