using Minima.Data;

namespace Minima.Web.Serving;

/// <summary>What is served, and how.</summary>
public sealed record ServeOptions
{
    /// <summary>The folder of runs.</summary>
    public required string Folder { get; init; }

    /// <summary>The port on this machine's own address; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>What new runs train on unless they say otherwise, and what runs are held against that record a folder of their own; null: nothing was named.</summary>
    public string? Data { get; init; }

    /// <summary>How many threads compute; 0: one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Where data sets are found.</summary>
    public DataLocator Locator { get; init; } = DataLocator.FromEnvironment();

    /// <summary>How long a connection may take to say what it wants.</summary>
    internal TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may stay that wants nothing.</summary>
    internal TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock by which a run counts as being written by another process.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
