using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>A comparison of what two models said that was asked for.</summary>
internal sealed record LogitsRequest
{
    /// <summary>A's file, and B's.</summary>
    public required IReadOnlyList<string> Logits { get; init; }

    /// <summary>The labels' file; null: not given.</summary>
    public required string? Labels { get; init; }

    public required LogitsOptions Options { get; init; }

    /// <summary>Compares, and prints what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        if (Labels is null)
            throw new UnusableInputException("--logits needs the true classes too: --labels y.npy, an integer for each example.");
        LogitsComparison compared = output.WithProgress(display =>
        {
            display.Show(0, "comparing");
            return LogitsComparison.Of(Logits[0], Logits[1], Labels, Options, cancellation);
        });
        foreach (string remark in compared.Remarks)
            output.Warning(remark);
        output.Json(() => LogitsDocument.Of(compared));
        output.Result(LogitsText.Of(compared));
        return ExitCode.Done;
    }
}
