using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// Where on a curve the batches of an epoch are taken. What is asked of a curve is how high it rises, but the mean cost over t hardly feels a narrow
/// rise near an end, which the middle, far below the ends, could pay for. So half of the batches are drawn evenly, and half by how high the
/// curve stands: with the cost c at the middles of equal pieces, a piece is drawn with a probability proportional to exp(100 (c / max c - 1)), and t evenly in it.
/// </summary>
internal sealed class CurvePlaces : IDisposable
{
    // Costs at all pieces are of the same examples, so even few tell where it is higher; they cost a tenth of an epoch.
    private const int Watched = 5000;
    private const int Pieces = 30;
    private const double Favour = 100;
    private const double Evenly = 0.5;

    private readonly PlaneMeasure _measure;

    public CurvePlaces(Network network, Examples examples, CurveOptions options) =>
        _measure = new PlaneMeasure(network, examples.Slice(0, Math.Min(Watched, examples.Count)), null, 0, options.L2, options.Threads);

    /// <summary>Places for the batches of an epoch.</summary>
    /// <param name="curve">The curve as it is; null: not yet bent, all are drawn evenly.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">Draws them.</param>
    public double[] Draw(Curve? curve, int count, RandomState random)
    {
        double[] shares = curve is null ? [] : Shares(curve);
        return [.. Enumerable.Range(0, count).Select(_ => shares.Length == 0 || random.NextDouble() < Evenly
            ? random.NextDouble()
            : (Piece(shares, random.NextDouble()) + random.NextDouble()) / Pieces)];
    }

    /// <inheritdoc/>
    public void Dispose() => _measure.Dispose();

    private static int Piece(double[] shares, double at)
    {
        int piece = 0;
        for (; piece < Pieces - 1 && at >= shares[piece]; piece++)
            at -= shares[piece];
        return piece;
    }

    // None where a cost is not finite: then it stands high everywhere.
    private double[] Shares(Curve curve)
    {
        double[] costs = [.. _measure.At(curve.Plane, [.. Enumerable.Range(0, Pieces).Select(i => curve.At((i + 0.5) / Pieces))]).Select(static point => point.TrainCost!.Value)];
        double highest = costs.Max();
        double[] weights = [.. costs.Select(cost => Elementary.Exp(Favour * ((cost / highest) - 1)))];
        double sum = weights.Sum();
        return double.IsFinite(sum) && costs.All(double.IsFinite) ? [.. weights.Select(weight => weight / sum)] : [];
    }
}
