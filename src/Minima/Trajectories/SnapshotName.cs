using System.Globalization;

namespace Minima.Trajectories;

/// <summary>
/// How a person names a snapshot: a file, <c>RUN@EPOCH</c>, <c>RUN@last</c>, or a run's folder, which means its last one.
/// What exists under the whole name wins over <c>@</c>.
/// </summary>
public static class SnapshotName
{
    /// <summary>Reads the snapshot of that name. <paramref name="told"/> applies to files that do not state their network.</summary>
    /// <exception cref="UnusableInputException">Nothing has that name, or what has it cannot be read.</exception>
    public static Snapshot Read(string name, ForeignNetwork? told = null)
    {
        if (File.Exists(name))
            return Snapshot.Read(name, told);
        if (Directory.Exists(name))
            return Run.Open(name).ReadLast();
        int at = name.LastIndexOf('@');
        if (at < 1)
        {
            throw new UnusableInputException(
                $"There is no file or run '{name}'. A snapshot is named by a run and an epoch (runs/zero@500), "
                + "by its last (runs/zero@last), or as a file.");
        }

        var run = Run.Open(name[..at]);
        string epoch = name[(at + 1)..];
        if (epoch == "last")
            return run.ReadLast();
        return int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? run.Read(number)
            : throw new UnusableInputException(
                $"'{name}' asks for the epoch {Shown.Quoted(epoch)}; a number or 'last' was expected after '@'.");
    }
}
