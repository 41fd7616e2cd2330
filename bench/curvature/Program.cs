using System.Globalization;
using Minima.Bench;
using Minima.CurvatureBench;
using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

// Times products of the cost's Hessian with a direction, by Minima and by PyTorch's double backward, in turn in one run, and writes the
// table to bench/results/curvature.md. It installs nothing: it takes the first python3 that can import torch (or MINIMA_PYTHON).
string? python = PythonFinder.Find();
if (python is null)
{
    Console.Error.WriteLine("No Python with PyTorch was found. On Debian: apt-get install python3-torch libopenblas0-pthread; "
        + "elsewhere set MINIMA_PYTHON to a python3 that can `import torch`.");
    return 2;
}

int rounds = 5;
if (args.Length > 1 || (args.Length == 1 && (!int.TryParse(args[0], CultureInfo.InvariantCulture, out rounds) || rounds < 1)))
{
    Console.Error.WriteLine("Expected: [ROUNDS], the number of rounds.");
    return 2;
}

DataSet data = DataLocator.FromEnvironment().Load("auto");
Network network = Network.Perceptron(data.Inputs, [500], data.Classes);
Parameters point = Initialisation.Draw(network, new Start(1234, OutputStart.Random));
var random = new RandomState(1);
float[] direction = new float[network.Layout.Count];
random.StandardNormal(direction);
using var contest = new Contest(python, data, network, point, direction);
contest.Run(rounds);
Console.WriteLine(contest.Report());
Minima.AtomicFile.Write(Path.Combine(Contest.Repository(), "bench", "results", "curvature.md"), contest.Report());
return contest.Agree ? 0 : 1;
