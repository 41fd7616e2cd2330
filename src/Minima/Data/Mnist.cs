namespace Minima.Data;

/// <summary>The standard MNIST, told by its content.</summary>
public static class Mnist
{
    /// <summary>The data set's fingerprint (<see cref="DataSet.Fingerprint"/>), split into 50,000, 10,000 and 10,000 examples.</summary>
    public const string Fingerprint = "e2ac221220063ffe560e289e938d5b3a29c149449252a09c3ac59b649208e3f1";

    /// <summary>The folder that is looked for under each place that may hold data.</summary>
    internal const string FolderName = "mnist";

    /// <summary>SHA-256 of each uncompressed file, by its name without an ending.</summary>
    internal static IReadOnlyDictionary<string, string> Sha256 { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [IdxFolder.TrainImages] = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        [IdxFolder.TrainLabels] = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        [IdxFolder.TestImages] = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        [IdxFolder.TestLabels] = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    };

    /// <summary>Whether <paramref name="data"/> is the standard MNIST: only then do published figures apply.</summary>
    public static bool IsStandard(DataSet data) => data.Fingerprint == Fingerprint;
}
