using System.Globalization;

namespace Minima.Studies.Clusters;

/// <summary>
/// Where an array keeps what it is and how its elements ended: on the file system that all its machines share. An element writes into the
/// folder of its own number, and into its run or block; nothing else.
/// </summary>
public sealed record ArrayFolder
{
    private const string Name = ".array";

    private ArrayFolder(string path, string results) => (Path, Results) = (path, results);

    /// <summary>The folder itself.</summary>
    public string Path { get; }

    /// <summary>Where its runs or blocks lie.</summary>
    public string Results { get; }

    /// <summary>That of an array of runs: a folder within theirs.</summary>
    public static ArrayFolder OfRuns(string folder) => new(System.IO.Path.Combine(folder, Name), folder);

    /// <summary>That of an array of blocks: a folder beside the file that they make.</summary>
    public static ArrayFolder OfBlocks(string file) => new(file + Name, file + Name);

    /// <summary>The file that says what the array is.</summary>
    public string Description => System.IO.Path.Combine(Path, "array.json");

    /// <summary>The folder of an element.</summary>
    public string Element(int index) => System.IO.Path.Combine(Path, "element-" + index.ToString("D4", CultureInfo.InvariantCulture));

    /// <summary>How an element ended last.</summary>
    public string Outcome(int index) => System.IO.Path.Combine(Element(index), "outcome.json");

    /// <summary>What an element printed as part of a job.</summary>
    public string Log(int index, string job) => System.IO.Path.Combine(Element(index), job + ".log");

    /// <summary>The folder of a run.</summary>
    public string Run(string name) => System.IO.Path.Combine(Results, name);

    /// <summary>The file of a block that is measured.</summary>
    public string Block(string name) => System.IO.Path.Combine(Results, name + ".npz");
}
