using Minima.PublishedStudies;

// Repeats published results on minima, smaller than they were, and writes their tables to bench/results/studies/.
// Each goes on where it was stopped: runs that are trained and rows that are measured are not made again.
(string Name, Action<Workshop> Study)[] studies =
[
    ("monotone", MonotoneLine.Run),
    ("stability", StableFromTheStart.Run),
    ("rates", MatchingByRate.Run),
    ("epochs", MatchingByEpoch.Run),
    ("width", BarrierByWidth.Run),
    ("edge", EdgeOfStability.Run),
];
string[] known = [.. studies.Select(static study => study.Name)];
if (args.Length < 1 || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(args[0]))) || args.Skip(1).Except(known).Any())
{
    Console.Error.WriteLine($"Expected: RUNS [STUDY...], as in 'runs/studies stability rates': the folder for the runs, and which of {string.Join(", ", known)} (default: all).");
    return 2;
}

using var workshop = new Workshop(args[0]);
foreach ((string name, Action<Workshop> study) in studies.Where(study => args.Length == 1 || args.Skip(1).Contains(study.Name)))
{
    Console.Error.WriteLine($"== {name}");
    study(workshop);
}

return 0;
