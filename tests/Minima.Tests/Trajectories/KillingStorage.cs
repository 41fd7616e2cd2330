using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

/// <summary>What was on its way to the disk when the kill came.</summary>
public enum KillMoment
{
    /// <summary>Nothing of it.</summary>
    Before,

    /// <summary>Half of the temporary file, or half of the line.</summary>
    Halfway,

    /// <summary>All of it.</summary>
    After,
}

/// <summary>The kill. It is no error that anything but the test knows.</summary>
public sealed class KilledException : Exception;

/// <summary>Changes files until one change, at which the process is killed: nothing is written from then on.</summary>
internal sealed class KillingStorage(int change, KillMoment moment) : IRunStorage
{
    private int _changes;

    /// <summary>Whether the kill has come.</summary>
    public bool Killed { get; private set; }

    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (IsLast && moment != KillMoment.After)
        {
            if (moment == KillMoment.Halfway)
                File.WriteAllBytes(path + AtomicFile.TemporaryEnding, content[..(content.Length / 2)]);
            Kill();
        }

        File.WriteAllBytes(path, content);
        Count();
    }

    public void Append(string path, ReadOnlySpan<byte> content, bool durable)
    {
        if (IsLast && moment == KillMoment.Before)
            Kill();
        File.AppendAllBytes(path, IsLast && moment == KillMoment.Halfway ? content[..(content.Length / 2)] : content);
        Count();
    }

    public void Delete(string path)
    {
        if (IsLast && moment != KillMoment.After)
            Kill();
        File.Delete(path);
        Count();
    }

    private bool IsLast => Killed || _changes == change;

    private void Count()
    {
        if (IsLast)
            Kill();
        _changes++;
    }

    private void Kill()
    {
        Killed = true;
        throw new KilledException();
    }
}
