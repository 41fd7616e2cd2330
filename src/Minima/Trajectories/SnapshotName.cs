using System.Globalization;
using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>
/// How a person names a snapshot: a file, <c>RUN@EPOCH</c>, <c>RUN@last</c>, <c>RUN@best</c>, or a run's folder, which means its last one.
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
        if (RunOf(name) is not { } run)
        {
            throw new UnusableInputException(
                $"There is no file or run '{name}'. A snapshot is named by a run and an epoch (runs/zero@500), "
                + "by its last (runs/zero@last), or as a file.");
        }

        if (Directory.Exists(name))
            return run.ReadLast();
        string epoch = name[(name.LastIndexOf('@') + 1)..];
        if (epoch == "last")
            return run.ReadLast();
        if (epoch == "best")
            return run.ReadBest();
        return int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? run.Read(number)
            : throw new UnusableInputException(
                $"'{name}' asks for the epoch {Shown.Quoted(epoch)}; a number, 'last' or 'best' was expected after '@'.");
    }

    /// <summary>The run whose snapshot the name means; null where it is a file's, or nothing's.</summary>
    /// <exception cref="UnusableInputException">The name is one of a run's snapshot, but there is no such run, or it cannot be read.</exception>
    public static Run? RunOf(string name)
    {
        if (File.Exists(name))
            return null;
        if (Directory.Exists(name))
            return Run.Open(name);
        int at = name.LastIndexOf('@');
        return at < 1 ? null : Run.Open(name[..at]);
    }
}
