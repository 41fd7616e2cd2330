using System.Text.Json;
using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Studies.Clusters;

/// <summary>Elements that were submitted together.</summary>
/// <param name="Job">The scheduler's number for them.</param>
/// <param name="Elements">Their numbers.</param>
public sealed record Submission(string Job, IReadOnlyList<int> Elements);

/// <summary>The file <c>array.json</c>: what an array does, and what was submitted of it.</summary>
/// <param name="Command">What an element runs behind <c>minima</c>, without what concerns the cluster.</param>
/// <param name="Resources">What an element was given last.</param>
/// <param name="Elements">The elements.</param>
/// <param name="Submissions">What was submitted, in that order.</param>
public sealed record ArrayRecord(
    IReadOnlyList<string> Command, ClusterResources Resources, IReadOnlyList<ArrayElement> Elements, IReadOnlyList<Submission> Submissions)
{
    private const string Format = "minima-array-1";
    private const int MaxBytes = 16 << 20;
    private const string Partition = "partition", Time = "time", Memory = "memory_mib", MaxParallel = "max_parallel", Epochs = "epochs", Identity = "identity";

    /// <summary>The job that an element was part of last; null where it was never submitted.</summary>
    public string? JobOf(int index) => Submissions.LastOrDefault(submission => submission.Elements.Contains(index))?.Job;

    /// <summary>Whether the other does the same.</summary>
    public bool DoesTheSame(ArrayRecord other) => Command.SequenceEqual(other.Command) && Elements.SequenceEqual(other.Elements);

    /// <summary>Reads the file of an array; null where there is none.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is no such file.</exception>
    public static ArrayRecord? Find(ArrayFolder folder) =>
        File.Exists(folder.Description) ? Parse(InputFile.ReadAll(folder.Description, MaxBytes), folder.Description) : null;

    /// <summary>What the file's bytes stand for.</summary>
    internal static ArrayRecord Parse(ReadOnlyMemory<byte> json, string path) => JsonMembers.ReadObject(json, $"'{path}'", members =>
    {
        if (members.Text("format") is var format && format != Format)
            throw members.Bad($"its format is {Shown.Quoted(format)}, not {Format}");
        string[] command = members.Texts("command");
        ClusterResources resources = members.Object("resources", ReadResources);
        List<ArrayElement> elements = members.Array("elements", ReadElement);
        List<Submission> submissions = members.Array("submissions", static inner => new Submission(Job(inner), inner.Int32s("elements", 0)));
        if (submissions.Any(submission => submission.Elements.Any(index => index >= elements.Count)))
            throw members.Bad("an element was submitted that is none");
        return new ArrayRecord(command, resources, elements, submissions);
    });

    /// <summary>Replaces the file of an array.</summary>
    /// <exception cref="IOException">The disk is full or fails; the file is as it was.</exception>
    public void Write(ArrayFolder folder) => AtomicFile.Write(folder.Description, ToBytes());

    /// <summary>The file's bytes.</summary>
    internal byte[] ToBytes() =>
    [
        .. CanonicalJson.Of(indented: true, json =>
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            Texts(json, "command", Command);
            json.WriteStartObject("resources");
            if (Resources.Partition is { } partition)
                json.WriteString(Partition, partition);
            if (Resources.Time is { } time)
                json.WriteString(Time, ClusterResources.Format(time));
            if (Resources.Memory is { } memory)
                json.WriteNumber(Memory, memory);
            json.WriteNumber("cores", Resources.Cores);
            if (Resources.MaxParallel is { } most)
                json.WriteNumber(MaxParallel, most);
            Texts(json, "extra", Resources.Extra);
            json.WriteEndObject();
            json.WriteStartArray("elements");
            foreach (ArrayElement element in Elements)
                Write(json, element);
            json.WriteEndArray();
            json.WriteStartArray("submissions");
            foreach (Submission submission in Submissions)
                Write(json, submission);
            json.WriteEndArray();
            json.WriteEndObject();
        }),
        (byte)'\n',
    ];

    private static ClusterResources ReadResources(JsonMembers members) => new()
    {
        Partition = members.Has(Partition) ? members.Text(Partition) : null,
        Time = !members.Has(Time) ? null : ClusterResources.TryParseTime(members.Text(Time), out TimeSpan time) ? time : throw members.Bad("the time is none"),
        Memory = members.Has(Memory) ? members.Int32(Memory, 1) : null,
        Cores = members.Int32("cores", 1),
        MaxParallel = members.Has(MaxParallel) ? members.Int32(MaxParallel, 1) : null,
        Extra = members.Texts("extra"),
    };

    // Names are parts of paths.
    private static ArrayElement ReadElement(JsonMembers members)
    {
        string name = members.Text("name");
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
            throw members.Bad($"{Shown.Quoted(name)} is no name of an element");
        return new ArrayElement(name, members.Int32("stage", 0))
        {
            Epochs = members.Has(Epochs) ? members.Int32(Epochs, 0) : null,
            Identity = members.Has(Identity) ? members.Text(Identity) : null,
        };
    }

    private static string Job(JsonMembers members)
    {
        string job = members.Text("job");
        return job.Length is > 0 and < 32 && job.All(char.IsAsciiDigit) ? job : throw members.Bad($"{Shown.Quoted(job)} is no number of a job");
    }

    private static void Write(Utf8JsonWriter json, ArrayElement element)
    {
        json.WriteStartObject();
        json.WriteString("name", element.Name);
        json.WriteNumber("stage", element.Stage);
        if (element.Epochs is { } epochs)
            json.WriteNumber(Epochs, epochs);
        if (element.Identity is { } identity)
            json.WriteString(Identity, identity);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Submission submission)
    {
        json.WriteStartObject();
        json.WriteString("job", submission.Job);
        json.WriteStartArray("elements");
        foreach (int index in submission.Elements)
            json.WriteNumberValue(index);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
