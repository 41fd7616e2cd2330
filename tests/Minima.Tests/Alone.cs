namespace Minima.Tests;

/// <summary>Tests that count what the whole process allocates, need all cores, or meet a process in the middle of its work: they run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    internal const string Name = "alone";
}
