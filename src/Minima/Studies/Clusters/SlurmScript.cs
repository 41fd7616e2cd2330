using System.Globalization;
using System.Text;

namespace Minima.Studies.Clusters;

/// <summary>The batch script of a job array: what <c>sbatch</c> is given.</summary>
public static class SlurmScript
{
    /// <summary>Writes the script.</summary>
    /// <param name="folder">The array's folder.</param>
    /// <param name="program">The program that an element runs.</param>
    /// <param name="command">Its arguments; the element's number is added.</param>
    /// <param name="elements">The numbers of the elements.</param>
    /// <param name="resources">What each is given.</param>
    /// <param name="after">The jobs that must have ended before; none: it begins at once.</param>
    /// <exception cref="UnusableInputException">A folder's name cannot stand in a script, or an option of <c>sbatch</c> is none.</exception>
    public static string Of(
        ArrayFolder folder, IReadOnlyList<string> program, IReadOnlyList<string> command, IReadOnlyList<int> elements, ClusterResources resources, IReadOnlyList<string> after)
    {
        resources.Demand();
        string most = resources.MaxParallel is { } number ? string.Create(CultureInfo.InvariantCulture, $"%{number}") : "";
        var script = new StringBuilder("#!/bin/bash\n");
        Add("job-name", JobName.Of(folder));
        Add("array", Ranges(elements) + most);
        Add("chdir", Quoted(Directory.GetCurrentDirectory()));
        Add("output", Quoted(Path.Combine(Path.GetFullPath(folder.Path), "element-%4a", "%A.log")));
        Add("open-mode", "append");
        Add("nodes", "1");
        Add("ntasks", "1");
        Add("cpus-per-task", resources.Cores.ToString(CultureInfo.InvariantCulture));
        if (resources.Partition is { } partition)
            Add("partition", partition);
        if (resources.Time is { } time)
            Add("time", ClusterResources.Format(time));
        if (resources.Memory is { } memory)
            Add("mem", string.Create(CultureInfo.InvariantCulture, $"{memory}M"));
        if (after.Count > 0)
            Add("dependency", "afterany:" + string.Join(':', after));
        foreach (string option in resources.Extra)
            script.Append(CultureInfo.InvariantCulture, $"#SBATCH {option}\n");
        script.Append("\n# exec: the signal that Slurm sends when time is over must reach the process that saves where it stands.\n");
        script.Append(CultureInfo.InvariantCulture, $"exec {ShellWords.Of([.. program, .. command])} --cores {resources.Cores} --element \"$SLURM_ARRAY_TASK_ID\"\n");
        return script.ToString();

        void Add(string name, string value) => script.Append(CultureInfo.InvariantCulture, $"#SBATCH --{name}={value}\n");
    }

    /// <summary>Ascending numbers as Slurm writes them: <c>0-3,7</c>.</summary>
    public static string Ranges(IReadOnlyList<int> numbers)
    {
        var text = new StringBuilder();
        for (int i = 0, last; i < numbers.Count; i = last + 1)
        {
            for (last = i; last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1; last++)
            {
            }

            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{numbers[i]}");
            if (last > i)
                text.Append(CultureInfo.InvariantCulture, $"-{numbers[last]}");
        }

        return text.ToString();
    }

    // In the name of a log a per cent sign begins a pattern, and the directives know neither escapes nor variables that could be relied on.
    private static string Quoted(string path) => path.Replace("%4a", "", StringComparison.Ordinal).Replace("%A", "", StringComparison.Ordinal).AsSpan().ContainsAny("%\\\"\n\r")
        ? throw new UnusableInputException($"'{path}' cannot be named in a batch script: it has a per cent sign, a quote, a backslash or a line break. Name another folder.")
        : $"\"{path}\"";
}
