using Minima.Data;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>Whether a network and a data set belong together.</summary>
internal static class Fit
{
    /// <summary>What <paramref name="part"/> is called in a sentence.</summary>
    public static string Words(DataPart part) => part switch
    {
        DataPart.Train => "training set",
        DataPart.Validation => "validation set",
        _ => "test set",
    };

    /// <summary>Makes sure that the network can read the data, and that all its labels are among the network's classes.</summary>
    /// <exception cref="UnusableInputException">It cannot, or they are not.</exception>
    public static void Require(Network network, DataSet data, string name)
    {
        RequireInputs(network, data, name);
        network.RequireClasses();
        if (network.Classes < data.Classes)
        {
            throw new UnusableInputException(
                $"'{name}' tells {network.Classes} classes apart, but the data '{data.Name}' has {data.Classes}. "
                + "Name the data that it was trained on (--data).");
        }
    }

    /// <summary>Makes sure that the network can read the data; an autoencoder looks at no labels.</summary>
    /// <exception cref="UnusableInputException">It cannot.</exception>
    public static void RequireInputs(Network network, DataSet data, string name)
    {
        if (network.Inputs != data.Inputs)
        {
            throw new UnusableInputException(
                $"'{name}' takes {network.Inputs} numbers an example, but the data '{data.Name}' has {data.Inputs}. "
                + "Name the data that it was trained on (--data).");
        }
    }

    /// <summary>Makes sure that a part of the data has examples.</summary>
    /// <exception cref="UnusableInputException">It has none.</exception>
    public static void RequireExamples(DataSet data, DataPart part)
    {
        if (data[part].Count == 0)
            throw new UnusableInputException($"The {Words(part)} of the data '{data.Name}' is empty. Name another part (--set).");
    }
}
