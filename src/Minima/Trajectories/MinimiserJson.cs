using System.Globalization;
using System.Text.Json;
using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>
/// A minimiser with moments and a schedule of learning rates in <c>run.json</c>. Neither member is there where the run has none, so that runs
/// of plain gradient descent keep their bytes and their identity.
/// </summary>
internal static class MinimiserJson
{
    /// <summary>The member that says what the minimiser is.</summary>
    public const string Name = "minimiser";

    /// <summary>The member that says how the learning rate changes.</summary>
    public const string ScheduleName = "schedule";

    private const string Factor = "momentum";
    private const string Nesterov = "nesterov";
    private const string Beta1 = "beta1";
    private const string Beta2 = "beta2";
    private const string Epsilon = "epsilon";
    private const string Decay = "decay";
    private const string WarmUp = "warm_up";
    private const string Epochs = "epochs";

    private static readonly (string Text, bool Value)[] Decays = [("coupled", false), ("decoupled", true)];

    /// <summary>A schedule that changes nothing is none.</summary>
    public static RateSchedule? Effective(RateSchedule? schedule) => schedule is { WarmUp: 0, CosineEpochs: null } ? null : schedule;

    /// <summary>The minimiser as a person reads it.</summary>
    public static string Describe(Minimiser? minimiser)
    {
        string decay = Decays.First(entry => entry.Value == (minimiser?.DecoupledDecay == true)).Text;
        return minimiser switch
        {
            Momentum m => string.Create(
                CultureInfo.InvariantCulture, $"momentum {m.Factor:R}{(m.Nesterov ? " by Nesterov's rule" : "")}, {decay} decay"),
            Adam a => string.Create(CultureInfo.InvariantCulture, $"adam with betas {a.Beta1:R}, {a.Beta2:R}, epsilon {a.Epsilon:R}, {decay} decay"),
            _ => "sgd",
        };
    }

    /// <summary>The schedule as a person reads it.</summary>
    public static string Describe(RateSchedule? schedule) => schedule is null ? "constant"
        : (schedule.CosineEpochs is { } epochs ? $"cosine to 0 at epoch {epochs}" : "constant")
            + (schedule.WarmUp > 0 ? $" after a warm-up of {schedule.WarmUp}" : "");

    /// <summary>Writes the members that there are.</summary>
    public static void Write(Utf8JsonWriter json, DescentOptions descent)
    {
        if (descent.Minimiser is { } minimiser)
        {
            json.WriteStartObject(Name);
            if (minimiser is Momentum momentum)
            {
                json.WriteNumber(Factor, momentum.Factor);
                json.WriteBoolean(Nesterov, momentum.Nesterov);
            }
            else if (minimiser is Adam adam)
            {
                json.WriteNumber(Beta1, adam.Beta1);
                json.WriteNumber(Beta2, adam.Beta2);
                json.WriteNumber(Epsilon, adam.Epsilon);
            }

            json.WriteString(Decay, Decays.First(entry => entry.Value == minimiser.DecoupledDecay).Text);
            json.WriteEndObject();
        }

        if (descent.Schedule is { } schedule)
        {
            json.WriteStartObject(ScheduleName);
            json.WriteNumber(WarmUp, schedule.WarmUp);
            if (schedule.CosineEpochs is { } epochs)
                json.WriteNumber(Epochs, epochs);
            json.WriteEndObject();
        }
    }

    /// <summary>Takes the members that there are.</summary>
    public static DescentOptions Take(JsonMembers members, DescentOptions descent) => descent with
    {
        Minimiser = members.ObjectOrNone<Minimiser>(Name, static inner => inner.Has(Factor)
            ? new Momentum(inner.Number(Factor), inner.Boolean(Nesterov), inner.Choice(Decay, Decays))
            : new Adam(inner.Number(Beta1), inner.Number(Beta2), inner.Number(Epsilon), inner.Choice(Decay, Decays))),
        Schedule = members.ObjectOrNone(ScheduleName, static inner =>
            new RateSchedule(inner.Int32(WarmUp, 0), inner.Has(Epochs) ? inner.Int32(Epochs, 0) : null)),
    };
}
