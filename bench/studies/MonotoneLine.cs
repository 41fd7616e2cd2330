using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// Goodfellow, Vinyals and Saxe 2015 (arXiv 1412.6544): on the straight line from the start to the end of a training the loss falls all
/// the way. Measured at 51 points; a rise is that of the training loss from one to the next. Adam beside plain descent, because Lucas et
/// al. 2021 (arXiv 2104.11044) found that it breaks the rule.
/// </summary>
internal static class MonotoneLine
{
    private const int Epochs = 20;
    private const int Points = 51;

    public static void Run(Workshop workshop)
    {
        ResultFile table = Workshop.Table("monotone", 1, "training,epochs,start_loss,end_loss,largest_rise,rising_points,top_t,top_loss");
        ResultFile curve = Workshop.Table("monotone-curve", 2, "training,t,train_loss,train_errors,test_loss,test_errors");
        foreach (Activation activation in new[] { Activation.Tanh, Activation.Sigmoid, Activation.Relu })
        {
            Measure("sgd", activation, new DescentOptions());
            Measure("adam", activation, new DescentOptions { LearningRate = 1e-3, L2 = 0, Minimiser = new Adam() });
        }

        void Measure(string minimiser, Activation activation, DescentOptions descent)
        {
            string name = $"{activation.ToString().ToLowerInvariant()} {minimiser}";
            if (table.Has(name))
                return;
            Network network = Network.Perceptron(workshop.Data.Inputs, [500], workshop.Data.Classes, activation);
            Run run = workshop.Train($"line-{name.Replace(' ', '-')}", network, 1234, descent, Epochs);
            LinePath line = workshop.Line(run.Read(0), run.ReadLast(), Points);
            double[] losses = [.. line.Points.Select(static point => point.Train.Loss)];
            double[] rises = [.. losses.Skip(1).Zip(losses, static (next, before) => next - before)];
            foreach (LinePoint point in line.Points.Where(point => !curve.Has(name, point.T)))
                curve.Add(name, point.T, point.Train.Loss, point.Train.Errors, point.Test.Loss, point.Test.Errors);
            table.Add(
                name, Epochs, losses[0], losses[^1], Math.Max(0, rises.Max()), rises.Count(static rise => rise > 0), line.Top!.T, line.Top.Train.Loss);
        }
    }
}
