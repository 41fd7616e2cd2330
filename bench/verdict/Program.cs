using System.Diagnostics;
using System.Globalization;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies.Comparisons;
using Minima.VerdictRates;

// How often the verdict is wrong: pairs of small networks of known kinship, trained on the built-in digits, compared by the library's defaults.
// Prints a Markdown table; ends with 1 where more than 1 % of strangers are called the same, or anything obvious is missed.
int[] numbers = [40, 32, 20];
for (int i = 0; i < args.Length; i++)
{
    if (i >= numbers.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < 1)
    {
        Console.Error.WriteLine("Expected: [PAIRS [HIDDEN [EPOCHS]]], as in '40 32 20': pairs of each kinship, hidden units, epochs.");
        return 2;
    }
}

long began = Stopwatch.GetTimestamp();
DataSet digits = DataLocator.FromEnvironment().Load("digits");
var table = new RateTable();
var options = new ComparisonOptions { Alignment = new AlignmentOptions { NullDraws = 5, Threads = 1 }, Draws = 200 };
Console.Error.WriteLine($"training {numbers[0]} networks of each kind, 784-{numbers[1]}-10, {numbers[2]} epochs ...");
LabelledPair[] pairs = [.. new PairMaker(digits, numbers[1], numbers[2]).Make(numbers[0])];
Console.Error.WriteLine($"comparing {pairs.Length} pairs ... ({Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s so far)");
var verdicts = new Verdict[pairs.Length];
Parallel.For(0, pairs.Length, i => verdicts[i] = Comparison.Of(pairs[i].Name + " A", pairs[i].A, pairs[i].Name + " B", pairs[i].B, digits, options).Verdict);
for (int i = 0; i < pairs.Length; i++)
    table.Add(pairs[i], verdicts[i]);
Console.WriteLine($"784-{numbers[1]}-10, tanh, {numbers[2]} epochs on the built-in digits\n\n{table.ToMarkdown()}");
return table.FalseSame <= 0.01 * table.Strangers && table.Missed == 0 ? 0 : 1;
