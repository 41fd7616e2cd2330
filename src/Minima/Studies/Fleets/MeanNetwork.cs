using Minima.Networks;

namespace Minima.Studies.Fleets;

/// <summary>The networks whose numbers are the means of all members': of one basin only where the mean is as good as they are.</summary>
/// <param name="RawTrain">As the members are, on the training set.</param>
/// <param name="RawTest">On the test set.</param>
/// <param name="AlignedTrain">Each member aligned to the reference, on the training set.</param>
/// <param name="AlignedTest">On the test set.</param>
public sealed record MeanNetwork(Evaluation RawTrain, Evaluation RawTest, Evaluation AlignedTrain, Evaluation AlignedTest)
{
    /// <summary>The mean of parameters of one layout, summed in double in the order given, and rounded once.</summary>
    public static Parameters Of(IReadOnlyList<Parameters> members)
    {
        var mean = new Parameters(members[0].Layout);
        for (int i = 0; i < mean.Values.Length; i++)
        {
            double sum = 0;
            foreach (Parameters member in members)
                sum += member.Values[i];
            mean.Values[i] = (float)(sum / members.Count);
        }

        return mean;
    }
}
