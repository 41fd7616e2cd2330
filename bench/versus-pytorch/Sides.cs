namespace Minima.VersusPyTorch;

/// <summary>The contenders of one work, disposed together.</summary>
internal sealed class Sides(params IContender[] sides) : IDisposable
{
    public IReadOnlyList<IContender> All => sides;

    public void Dispose()
    {
        foreach (IContender side in sides)
            side.Dispose();
    }
}

/// <summary>A temporary folder with the numbers of a work.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder(Workload work)
    {
        Path = Directory.CreateTempSubdirectory("minima-versus-").FullName;
        work.Write(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
