using System.CommandLine;
using Minima.Figures;
using Minima.Studies.Clusters;

namespace Minima.Cli.Commands;

/// <summary><c>minima surface</c>: loss, cost and errors on a plane.</summary>
internal static class SurfaceCommand
{
    public static Page Create(Output output, Interruption interruption)
    {
        Argument<string[]> snapshots = new("SNAPSHOT")
        {
            Description = "RUN@EPOCH, RUN@last, a run's folder (its last snapshot), or a file; three of them for a plane through all",
            Arity = new ArgumentArity(1, 3),
        };
        Option<SurfaceAxes?> axes = Options.Choice<SurfaceAxes?>(
            "--axes", "What spans the plane: plain random directions; random ones scaled to each unit's norm; eigenvectors of the largest eigenvalues of the training cost's "
            + "Hessian; three snapshots; a run's principal plane "
            + "(default: random, or points where three are named)", null,
            ("random", SurfaceAxes.Random), ("filter", SurfaceAxes.Filter), ("hessian", SurfaceAxes.Hessian),
            ("points", SurfaceAxes.Points), ("principal", SurfaceAxes.Principal));
        Option<int> points = Options.Integer("--points", "Points along each axis", 51, 2, 501);
        Option<int?> interpolate = Options.IntegerIfGiven(
            "--interpolate", "Measure only the N x N Chebyshev points of the plane and interpolate; the error at points left out is printed", 13, 3, 129);
        Option<double> range = Options.NumberOrNone(
            "--range", "X", "How far random and hessian axes reach on each side (default: the snapshot's own norm; for filter 1, one time each unit's norm; for hessian to "
            + "where a parabola of each axis's curvature has risen by a tenth of a nat)", 0, 1e6);
        Option<int> draws = Options.Integer("--draws", "How many pairs of random axes, each with a surface of its own; of hessian axes the eigenvectors 1 and 2, then 3 and 4, and so on", 1, 1, 32);
        Option<uint> seed = Options.Seed("--seed", "Of the random axes; the next draws take the next seeds. For hessian of the search, which ends at the same axes", 0);
        Option<bool> align = Options.Flag("--align", "Replace the second and third snapshot by the copies that lie closest to the first");
        Option<(bool, bool)> set = Options.Choice(
            "--set", "What is measured on", (true, true), ("both", (true, true)), ("train", (true, false)), ("test", (false, true)));
        set.DefaultValueFactory = null;
        Option<double> l2 = Options.Number("--l2", "Factor of the squared weights in the cost (default: that of the run; 0.0001 for files)", 0, zeroAllowed: true);
        l2.DefaultValueFactory = null;
        Option<string?> data = SharedOptions.DataOfRun();
        Option<int> threads = SharedOptions.Threads();
        Option<AxisScale> levels = Options.Choice(
            "--levels", "Where the figure's lines stand: at equal ratios or at equal differences", AxisScale.Logarithmic, ("log", AxisScale.Logarithmic), ("linear", AxisScale.Linear));
        Option<string?> csv = Options.Text("--csv", "FILE", "Write every point of every grid as CSV");
        Option<string?> npz = Options.Text("--npz", "FILE.npz", "Write the grids as NumPy arrays; until all is done, FILE.npz.partial keeps what is measured, and the same command goes on");
        Option<string?> figure = Options.Text("--figure", "FILE.svg", "Draw the losses as contour lines; FILE.csv beside it has the points");
        Option<bool> force = Options.Flag("--force", "Overwrite files, and begin anew");
        Option<int> blocks = Options.Integer("--blocks", "Into how many blocks a job array divides the points (--on)", 16, 1, 1000);
        var foreign = new ForeignOptions();

        var page = new Page("surface", "Measures loss, cost and errors on a plane through a snapshot, through three, or along a run's way.")
        {
            Explanation = "Every point is exact on the whole training and test set, and costs little more than its activations: the first layer is multiplied with the "
                + "three points that define the plane alone. What it will take is said before it starts.\n\n"
                + "A plane through a minimum shows what two directions out of hundreds of thousands show. Random directions say nothing of the few that matter "
                + "(--axes hessian takes those), and a plane through three snapshots shows a barrier between two copies of one and the same network: `minima align` knows copies, a surface does not (--align).",
            Examples =
            [
                new Example("minima surface runs/zero --figure surface.svg", "Random directions through the last snapshot, out to its own norm"),
                new Example("minima surface runs/zero --axes filter --draws 4 --interpolate --figure filter.svg", "Four draws of filter-normalised directions, interpolated"),
                new Example("minima surface runs/zero --axes hessian --interpolate 17 --figure steepest.svg", "Along the two directions in which the cost bends most"),
                new Example("minima surface runs/zero runs/rand runs/zero@0 --align --figure three.svg", "Through three snapshots, copies aligned"),
                new Example("minima surface runs/zero --axes principal --npz grid.npz", "The plane of the run's own way, as NumPy arrays"),
                new Example("minima surface runs/zero --points 501 --npz grid.npz --on slurm --blocks 100", "As a job array, an element a block of the grid"),
            ],
        };
        page.Add(snapshots);
        page.Add("The plane", axes, range, draws, seed, align);
        page.Add("What is measured", points, interpolate, set, l2, data, threads, blocks);
        page.Add("Files", csv, npz, figure, levels, force);
        page.Add(ForeignOptions.Heading, foreign.All);
        var array = new ArrayCommand("surface", page, asked => new SurfaceRequest
        {
            Names = asked.GetValue(snapshots)!,
            Axes = asked.GetValue(axes),
            Points = asked.GetValue(points),
            Nodes = asked.GetValue(interpolate) ?? 0,
            Range = asked.GetValue(range) is var given && given > 0 ? given : null,
            Draws = asked.GetValue(draws),
            Seed = asked.GetValue(seed),
            Align = asked.GetValue(align),
            Sets = asked.GetResult(set) is null ? (true, true) : asked.GetValue(set),
            L2 = asked.GetResult(l2) is null ? null : asked.GetValue(l2),
            DataName = asked.GetValue(data),
            Threads = asked.GetValue(threads),
            Levels = asked.GetValue(levels),
            Npz = asked.GetValue(npz),
            Files = new OutputFiles(asked.GetValue(csv), asked.GetValue(figure), asked.GetValue(force)),
            Told = foreign.Read(asked),
            Blocks = asked.GetValue(blocks),
        });
        new ArrayPages("surface", "FILE.npz", "grid.npz", ArrayFolder.OfBlocks, array.Parse).AddTo(page, output, interruption);
        return array.Add(output, interruption);
    }
}
