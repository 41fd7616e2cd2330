using System.Globalization;
using Minima.Bench;
using Minima.Data;
using Minima.Networks;
using Minima.SurfaceBench;

// Times a surface of the loss, by Minima at every point and by PyTorch at some of them, in turn in one run, and writes the table to
// bench/results/surface.md. It installs nothing: it takes the first python3 that can import torch (or MINIMA_PYTHON).
string? python = PythonFinder.Find();
if (python is null)
{
    Console.Error.WriteLine("No Python with PyTorch was found. On Debian: apt-get install python3-torch libopenblas0-pthread; "
        + "elsewhere set MINIMA_PYTHON to a python3 that can `import torch`.");
    return 2;
}

int rounds = 1;
if (args.Length > 1 || (args.Length == 1 && (!int.TryParse(args[0], CultureInfo.InvariantCulture, out rounds) || rounds < 1)))
{
    Console.Error.WriteLine("Expected: [ROUNDS], the number of rounds; one takes about a minute.");
    return 2;
}

DataSet data = DataLocator.FromEnvironment().Load("auto");
Network network = Network.Perceptron(data.Inputs, [500], data.Classes);
using var contest = new Contest(python, data, network);
contest.Run(rounds);
Console.WriteLine(contest.Report());
Minima.AtomicFile.Write(Path.Combine(Contest.Repository(), "bench", "results", "surface.md"), contest.Report());
return contest.Agree ? 0 : 1;
