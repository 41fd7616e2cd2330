using Minima.Data;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>
/// The data sets of a served folder, the last few of them in memory: those that have names, and the one that was named on the command line.
/// What else a run.json may name is a place on this machine that nobody said is to be read.
/// </summary>
internal sealed class DataShelf(DataLocator locator, string? given)
{
    private const int MostKept = 3;

    private static readonly string[] Words = ["auto", "mnist", "digits"];

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, DataSet Data)> _kept = new();

    /// <summary>What a new run may be trained on; the first is what it is unless it says otherwise.</summary>
    public IReadOnlyList<string> Names { get; } = given is null ? Words : [.. Words.Prepend(given).Distinct()];

    /// <summary>The data set of one of the names.</summary>
    /// <exception cref="ProblemException">It is none of them.</exception>
    /// <exception cref="UnusableInputException">It is not found, or damaged.</exception>
    public DataSet Load(string name) => Names.Contains(name)
        ? Keep(name, () => locator.Load(name))
        : throw new ProblemException(Problem.Unusable(
            $"There is no data set {Problem.Shown(name)} here.", $"Expected is one of {string.Join(", ", Names)}.", "Other data are served by `minima serve --data PATH`."));

    /// <summary>The data of a run.</summary>
    /// <exception cref="ProblemException">It records a place that was not named on the command line.</exception>
    /// <exception cref="UnusableInputException">They are not found, or have become other data.</exception>
    public DataSet For(RunConfiguration configuration)
    {
        if (Words.Contains(configuration.DataName))
            return Keep(configuration.DataFingerprint, () => RunData.Load(configuration, locator));
        DataSet? data = given is null ? null : Keep(configuration.DataFingerprint, () =>
        {
            DataSet named = locator.Load(given);
            return configuration.Augmentation?.Apply(named) ?? named;
        }, candidate => candidate.Fingerprint == configuration.DataFingerprint);
        return data ?? throw new ProblemException(Problem.NotNow(
            $"The run was trained on data of its own, {Problem.Shown(configuration.DataName)}, which lie outside the served folder.",
            "Name them when the server is started: minima serve --data PATH."));
    }

    private DataSet Keep(string key, Func<DataSet> load) => Keep(key, load, static _ => true)!;

    private DataSet? Keep(string key, Func<DataSet> load, Func<DataSet, bool> isWanted)
    {
        lock (_gate)
        {
            for (LinkedListNode<(string Key, DataSet Data)>? node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != key)
                    continue;
                _kept.Remove(node);
                _kept.AddFirst(node);
                return node.Value.Data;
            }

            DataSet data = load();
            if (!isWanted(data))
                return null;
            if (_kept.Count == MostKept)
                _kept.RemoveLast();
            _kept.AddFirst((key, data));
            return data;
        }
    }
}
