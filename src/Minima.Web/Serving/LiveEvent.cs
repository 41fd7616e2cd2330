using System.Text.Json;

namespace Minima.Web.Serving;

/// <summary>What happens, as pages are told it.</summary>
/// <param name="Name">What kind of event it is; <c>client/src/model.ts</c> lists them.</param>
/// <param name="About">What it is about: where two are about the same, one that is told says what both do.</param>
/// <param name="Content">What goes over the line.</param>
internal sealed record LiveEvent(string Name, string About, object Content)
{
    /// <summary>A run is new, or stands elsewhere than before.</summary>
    public static LiveEvent Of(RunSummary run) => new("run", AboutRun(run.Name), run);

    /// <summary>A run is gone: the last that is said of it, until there is another of that name.</summary>
    public static LiveEvent Of(GoneEvent gone) => new("gone", AboutRun(gone.Name), gone);

    /// <summary>Epochs have ended.</summary>
    public static LiveEvent Of(MetricsEvent rows) => new("metrics", "metrics " + rows.Run, rows);

    /// <summary>A training has come further. A remark is said once, so no other event takes its place.</summary>
    public static LiveEvent Of(TrainingEvent training) => new("training", $"training {training.Run}\n{training.Remark}", training);

    /// <summary>A comparison has come further.</summary>
    public static LiveEvent Of(WorkEvent work) => new("work", $"work {work.A}\n{work.B}", work);

    /// <summary>As it goes over the line: its name, and JSON, which has no line end in it.</summary>
    public string Frame() => $"event: {Name}\ndata: {JsonSerializer.Serialize(Content, LiveJson.Options)}\n\n";

    /// <summary>One event for this and a later one about the same.</summary>
    public LiveEvent Then(LiveEvent later) => (Content, later.Content) is (MetricsEvent first, MetricsEvent second) ? Of(first.Then(second)) : later;

    private static string AboutRun(string name) => "run " + name;
}
