using Minima.Geometry;

namespace Minima.Studies;

/// <summary>A way between two networks.</summary>
/// <param name="Name">In JSON and CSV: <c>straight</c>, <c>aligned</c>, <c>curve</c>, <c>aligned_curve</c>, <c>copy</c>, <c>copy_curve</c>.</param>
/// <param name="Meaning">In words.</param>
/// <param name="Points">Places on it, t from 0 to 1 in equal steps.</param>
/// <param name="Chords">The distances between them, L2.</param>
public sealed record ConnectedWay(string Name, string Meaning, IReadOnlyList<LinePoint> Points, IReadOnlyList<double> Chords)
{
    /// <summary>How long it is.</summary>
    public double Length => Chords.Sum();

    /// <summary>Where the training cost is highest.</summary>
    public LinePoint Top => Points.MaxBy(static point => point.TrainCost)!;

    /// <summary>The highest training cost over that of the higher end, less 1.</summary>
    public double Excess => (Top.TrainCost / Math.Max(Points[0].TrainCost, Points[^1].TrainCost)) - 1;

    /// <summary>The mean training loss over the places.</summary>
    public double MeanLoss => Points.Average(static point => point.Train.Loss);

    /// <summary>The mean training loss along the way, each chord counted by its length.</summary>
    public double MeanLossByLength
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < Chords.Count; i++)
                sum += Chords[i] * (Points[i].Train.Loss + Points[i + 1].Train.Loss) / 2;
            return sum / Length;
        }
    }
}
