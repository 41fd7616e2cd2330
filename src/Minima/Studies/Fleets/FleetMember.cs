using Minima.Data;
using Minima.Studies.Clusters;

namespace Minima.Studies.Fleets;

/// <summary>A run of a fleet that is to be trained.</summary>
/// <param name="Name">Its folder's name within the fleet's.</param>
/// <param name="Value">What the varied option is for it.</param>
/// <param name="Job">The run.</param>
public sealed record FleetMember(string Name, string Value, TrainingJob Job);

/// <summary>Runs that differ in one thing, before they are trained. Each is a run folder like any other, and knows nothing of the fleet.</summary>
public sealed class FleetPlan
{
    /// <summary>The most members that a fleet may have: all pairs of them are measured.</summary>
    public const int MostMembers = 1000;

    /// <summary>A plan.</summary>
    /// <param name="varied">What they differ in, such as <c>hidden-seed</c>.</param>
    /// <param name="members">The runs.</param>
    /// <exception cref="UnusableInputException">
    /// There are fewer than two or too many, two have one name, or two are the same run: the varied option has no effect.
    /// </exception>
    public FleetPlan(string varied, IReadOnlyList<FleetMember> members)
    {
        (Varied, Members) = (varied, members);
        if (members.Count is < 2 or > MostMembers)
            throw new UnusableInputException($"A fleet of {members.Count} was asked for; it has 2 to {MostMembers} members, one for each value of {varied}.");
        if (members.GroupBy(static member => member.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } named)
            throw new UnusableInputException($"Two members would be called '{named.Key}'. Give each value of {varied} once.");
        if (members.GroupBy(static member => (member.Job.Configuration.Identity, member.Job.Epochs)).FirstOrDefault(static group => group.Count() > 1) is { } same)
        {
            string[] values = [.. same.Select(static member => member.Value)];
            throw new UnusableInputException(
                $"{varied} {values[0]} and {varied} {values[1]} make the same run: with the other options as they are it has no effect. Vary another option, or change those.");
        }
    }

    /// <summary>What the members differ in.</summary>
    public string Varied { get; }

    /// <summary>The runs, in the order of the values.</summary>
    public IReadOnlyList<FleetMember> Members { get; }

    /// <summary>Trains what is not trained yet, one run a core; members that are complete cost nothing.</summary>
    /// <param name="data">The data of all members.</param>
    /// <param name="workers">How many are trained at the same time; 0: one on each core.</param>
    /// <param name="progress">Is told how far all have come.</param>
    /// <param name="cancellation">Asks all to stop; where each stands is saved.</param>
    /// <inheritdoc cref="TrainingPool.Run" path="/exception"/>
    public IReadOnlyList<TrainingResult> Train(
        DataSet data, int workers = 0, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default) =>
        TrainingPool.Run([.. Members.Select(static member => member.Job)], data, workers, new PoolReporter(progress, "members"), cancellation);

    /// <summary>The same as a job array, an element a member.</summary>
    /// <param name="folder">The fleet's folder.</param>
    /// <param name="data">The data of all members.</param>
    public ArrayWork ToArray(string folder, DataSet data) =>
        ArrayWork.OfRuns(folder, [.. Members.Select(static member => ArrayElement.Of(member.Job))], index => Members[index].Job, data);
}
