using Minima.Curvature;
using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Curvature;

public sealed class LastingUnitsTests
{
    [Theory, MemberData(nameof(SpectrumTests.Networks), MemberType = typeof(SpectrumTests))]
    public void Lasting_AtAPenaltyOnEitherSideOfItsLimit_IsWhatTheDenseHessianSays(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(inputs, hidden, classes, activation, dark);
        foreach (Layer layer in network.Layers.SkipLast(1))
        {
            int biases = network.Layout[layer.Biases].Offset;
            double[] there = [.. point];
            (there[biases], there[biases + 2]) = (0.4, 0.1);
            IReadOnlyList<DeadUnit> units = DeadUnit.At(network, [biases, biases + 2]);
            foreach (DeadUnit unit in units)
                unit.Silence(there);

            // Without a penalty a unit's part of the Hessian is a G and its transpose, and zero elsewhere by its weights in.
            double[,] hessian = DenseHessian.Of(network, data, 0, there);
            foreach (DeadUnit unit in units)
            {
                double longest = Longest(unit, hessian);
                Assert.True(longest > 1e-4, $"{longest}");
                Assert.Contains(unit.Bias, Lasting(longest / 2 / 0.89));
                Assert.DoesNotContain(unit.Bias, Lasting(longest / 2 / 0.91));
            }

            IEnumerable<int> Lasting(double l2)
            {
                using var functional = new PreciseFunctional(network, data, 0, l2, 1);
                functional.MoveTo(there);
                return [.. LastingUnits.Of(functional, units).Select(static unit => unit.Bias)];
            }
        }
    }

    private static double Longest(DeadUnit unit, double[,] hessian)
    {
        int n = unit.Outgoing.Count;
        var squares = new double[n * n];
        for (int i = 0; i < squares.Length; i++)
            squares[i] = unit.Incoming.Sum(weight => hessian[weight, unit.Outgoing[i / n]] * hessian[weight, unit.Outgoing[i % n]]);
        return Math.Sqrt(SymmetricEigen.Of(squares, n).Values[0]);
    }
}
