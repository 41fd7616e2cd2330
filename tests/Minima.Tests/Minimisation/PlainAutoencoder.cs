using Minima.Data;

namespace Minima.Tests.Minimisation;

/// <summary>An autoencoder with tied weights in double precision, as its formulas stand: the oracle of the engine.</summary>
internal sealed class PlainAutoencoder(int inputs, int units, float[] start)
{
    /// <summary>W [inputs][units], b [units], b' [inputs].</summary>
    public double[] Values { get; } = Array.ConvertAll(start, static value => (double)value);

    /// <summary>The mean over corrupted examples of how far what is given back is from the examples as they are.</summary>
    public static double Cost(int inputs, int units, double[] values, double[][] rows, double[][] masks) =>
        rows.Zip(masks, (row, mask) => CostOf(row, Forward(inputs, units, values, [.. row.Zip(mask, static (x, m) => x * m)]).Z)).Average();

    public (double[] Y, double[] Z) Forward(double[] x) => Forward(inputs, units, Values, x);

    public double Cost(Examples examples)
    {
        double sum = 0;
        float[] row = new float[inputs];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            double[] x = Array.ConvertAll(row, static value => (double)value);
            sum += CostOf(x, Forward(x).Z);
        }

        return sum / examples.Count;
    }

    /// <summary>A step on a batch; the cost before it.</summary>
    public double Step(double[][] rows, double[][] masks, double rate)
    {
        double[] gradient = new double[Values.Length];
        double cost = 0;
        for (int n = 0; n < rows.Length; n++)
        {
            double[] corrupted = [.. rows[n].Zip(masks[n], static (x, m) => x * m)];
            (double[] y, double[] z) = Forward(corrupted);
            cost += CostOf(rows[n], z);
            double[] delta = new double[units];
            for (int i = 0; i < inputs; i++)
            {
                double off = z[i] - rows[n][i];
                gradient[(inputs * units) + units + i] += off;
                for (int j = 0; j < units; j++)
                {
                    gradient[(i * units) + j] += off * y[j];
                    delta[j] += off * Values[(i * units) + j];
                }
            }

            for (int j = 0; j < units; j++)
            {
                delta[j] *= y[j] * (1 - y[j]);
                gradient[(inputs * units) + j] += delta[j];
                for (int i = 0; i < inputs; i++)
                    gradient[(i * units) + j] += corrupted[i] * delta[j];
            }
        }

        for (int k = 0; k < gradient.Length; k++)
            Values[k] -= rate / rows.Length * gradient[k];
        return cost / rows.Length;
    }

    private static (double[] Y, double[] Z) Forward(int inputs, int units, double[] values, double[] x)
    {
        double[] y = new double[units], z = new double[inputs];
        for (int j = 0; j < units; j++)
        {
            double sum = values[(inputs * units) + j];
            for (int i = 0; i < inputs; i++)
                sum += x[i] * values[(i * units) + j];
            y[j] = 1 / (1 + Math.Exp(-sum));
        }

        for (int i = 0; i < inputs; i++)
        {
            double sum = values[(inputs * units) + units + i];
            for (int j = 0; j < units; j++)
                sum += y[j] * values[(i * units) + j];
            z[i] = 1 / (1 + Math.Exp(-sum));
        }

        return (y, z);
    }

    private static double CostOf(double[] x, double[] z) =>
        -x.Zip(z, static (x, z) => (x * Math.Log(z)) + ((1 - x) * Math.Log(1 - z))).Sum();
}
