namespace Minima.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It failed while running; a run that diverged counts, though it is kept.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or unusable input.</summary>
    public const int Unusable = 2;

    /// <summary>What a failure ends with.</summary>
    public static int Of(Exception failure) => failure is UnusableInputException ? Unusable : Failed;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
