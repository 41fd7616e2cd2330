using Minima.Data;

namespace Minima.Trajectories;

/// <summary>The data of a run: what its run.json names, augmented as it says.</summary>
public static class RunData
{
    /// <summary>
    /// Loads the data that a run was trained on, so that its training part is what it was then; of a pretrained layer, the data before they go
    /// through the layers before it.
    /// </summary>
    /// <exception cref="UnusableInputException">They are not found or unusable, or have become other data than the run's.</exception>
    public static DataSet Load(RunConfiguration configuration, DataLocator locator)
    {
        DataSet data = locator.Load(configuration.DataName);
        if (configuration.Augmentation is { } recipe)
            data = recipe.Apply(data);

        // What pretrained layers made of the data has the recorded fingerprint then, and not the data.
        return data.Fingerprint == configuration.DataFingerprint || configuration.EncodedLayers > 0
            ? data
            : throw new UnusableInputException(
                $"The run was trained on '{configuration.DataName}' with the fingerprint {configuration.DataFingerprint[..12]}..., but what has "
                + $"that name now has the fingerprint {data.Fingerprint[..12]}...: bring back the data as they were.");
    }
}
