using System.Text.Json;
using Minima.Formats;
using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>The file <c>run.json</c>: all that is needed to run it again.</summary>
/// <param name="Configuration">What decides the run's bytes.</param>
/// <param name="Epochs">The epochs that were asked for last.</param>
/// <param name="Schedule">At which of them a snapshot is kept.</param>
/// <param name="Version">The version of the library that computed last.</param>
/// <param name="Stopping">When it may end before its last epoch; null: it does not.</param>
internal sealed record RunFile(
    RunConfiguration Configuration, int Epochs, SaveSchedule Schedule, string Version, EarlyStopping? Stopping = null)
{
    private const string StoppingName = "early_stopping";
    private const int MaxBytes = 1 << 20;

    /// <summary>The version of this library, such as <c>0.1.0</c>.</summary>
    public static string ThisVersion { get; } = typeof(RunFile).Assembly.GetName().Version!.ToString(3);

    /// <summary>Reads the file of that name.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is no run.json.</exception>
    public static RunFile Read(string path) => Parse(InputFile.ReadAll(path, MaxBytes), path);

    /// <summary>The run that the file's bytes stand for.</summary>
    public static RunFile Parse(ReadOnlyMemory<byte> json, string path)
    {
        string where = $"'{path}'";
        return JsonMembers.ReadObject(json, where, members =>
        {
            string identity = members.Text("identity");
            string version = members.Text("version");
            string data = members.Text("data");
            RunConfiguration configuration = members.Object(
                "configuration", inner => RunConfiguration.Read(inner, data, where + ", configuration"));
            int epochs = members.Int32("epochs", 0);
            var schedule = new SaveSchedule(members.Int32("save_every", 0), members.Int32s("save_at", 0));
            EarlyStopping? stopping = members.ObjectOrNone(
                StoppingName, static inner => new EarlyStopping(inner.Int32("patience", 1), inner.Int32("batches", 1)));
            return configuration.Identity == identity
                ? new RunFile(configuration, epochs, schedule, version, stopping)
                : throw members.Bad("the identity is not that of the configuration: one of them was changed. "
                    + "The snapshots belong to the configuration as it was; put it back");
        });
    }

    /// <summary>The file's bytes; the same content gives the same bytes.</summary>
    public byte[] ToBytes() =>
    [
        .. CanonicalJson.Of(indented: true, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("configuration");
            Configuration.Write(json);
            json.WriteString("identity", Configuration.Identity);
            json.WriteString("data", Configuration.DataName);
            json.WriteNumber("epochs", Epochs);
            json.WriteNumber("save_every", Schedule.Every);
            json.WriteStartArray("save_at");
            foreach (int epoch in Schedule.At)
                json.WriteNumberValue(epoch);
            json.WriteEndArray();
            if (Stopping is not null)
            {
                json.WriteStartObject(StoppingName);
                json.WriteNumber("patience", Stopping.Patience);
                json.WriteNumber("batches", Stopping.Batches);
                json.WriteEndObject();
            }

            json.WriteString("version", Version);
            json.WriteEndObject();
        }),
        (byte)'\n',
    ];
}
