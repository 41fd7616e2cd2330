using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Studies.Clusters;

/// <summary>The file <c>outcome.json</c> of an element: what it says of itself, at its begin and at its end.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Job">The job that it was part of; empty where no scheduler started it.</param>
/// <param name="ExitCode">What its process was to end with; 0 while it runs.</param>
/// <param name="Sentence">The same for a person.</param>
public sealed record ElementReport(ElementOutcome Outcome, string Job, int ExitCode, string Sentence)
{
    private const int MaxBytes = 1 << 16;
    private const int LongestSentence = 2000;

    private static readonly (string, ElementOutcome)[] Words =
    [
        ("running", ElementOutcome.Running), ("done", ElementOutcome.Done), ("diverged", ElementOutcome.Diverged),
        ("stopped", ElementOutcome.Stopped), ("failed", ElementOutcome.Failed),
    ];

    /// <summary>Reads the file of that name; null where there is none.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is no such file.</exception>
    public static ElementReport? Read(string path) => File.Exists(path) ? Parse(InputFile.ReadAll(path, MaxBytes), path) : null;

    /// <summary>What the file's bytes stand for.</summary>
    internal static ElementReport Parse(ReadOnlyMemory<byte> json, string path) => JsonMembers.ReadObject(
        json, $"'{path}'", static members => new ElementReport(
            members.Choice("outcome", Words), members.Text("job"), members.Int32("exit_code", 0), members.Text("sentence")));

    /// <summary>Replaces the file of that name.</summary>
    /// <exception cref="IOException">The disk is full or fails; the file is as it was.</exception>
    public void Write(string path) => AtomicFile.Write(path, ToBytes());

    /// <summary>The file's bytes.</summary>
    internal byte[] ToBytes() =>
    [
        .. CanonicalJson.Of(indented: true, json =>
        {
            json.WriteStartObject();
            json.WriteString("outcome", Array.Find(Words, word => word.Item2 == Outcome).Item1);
            json.WriteString("job", Job);
            json.WriteNumber("exit_code", ExitCode);
            json.WriteString("sentence", Sentence.Length > LongestSentence ? Sentence[..LongestSentence] + "..." : Sentence);
            json.WriteEndObject();
        }),
        (byte)'\n',
    ];
}
