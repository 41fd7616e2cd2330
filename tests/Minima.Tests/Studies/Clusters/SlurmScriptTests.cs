using System.Diagnostics;
using Minima.Studies.Clusters;

namespace Minima.Tests.Studies.Clusters;

public sealed class SlurmScriptTests
{
    private static readonly ArrayFolder Folder = ArrayFolder.OfRuns("runs/My Seeds");

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0-3", 0, 1, 2, 3)]
    [InlineData("0-1,5,7-9", 0, 1, 5, 7, 8, 9)]
    public void Ranges_OfNumbers_AreSlurms(string text, params int[] numbers) => Assert.Equal(text, SlurmScript.Ranges(numbers));

    [Fact]
    public void Of_AllResources_NamesEachAndRunsTheCommand()
    {
        var resources = new ClusterResources
        {
            Partition = "long",
            Time = TimeSpan.FromHours(30),
            Memory = 2048,
            Cores = 4,
            MaxParallel = 8,
            Extra = ["--account=physics"],
        };
        string[] lines = SlurmScript.Of(Folder, ["/opt/a b/minima"], ["fleet", "runs/My Seeds", "--vary", "hidden=3;4,2"], [0, 1, 2, 9], resources, ["17", "18"]).Split('\n');
        Assert.Equal("#!/bin/bash", lines[0]);
        string here = Directory.GetCurrentDirectory();
        string[] expected =
        [
            "--job-name=minima-my-seeds", "--array=0-2,9%8", $"--chdir=\"{here}\"", $"--output=\"{here}/runs/My Seeds/.array/element-%4a/%A.log\"", "--open-mode=append",
            "--nodes=1", "--ntasks=1", "--cpus-per-task=4", "--partition=long", "--time=1-06:00:00", "--mem=2048M", "--dependency=afterany:17:18", "--account=physics",
        ];
        Assert.Equal(expected, lines.Where(static line => line.StartsWith("#SBATCH ", StringComparison.Ordinal)).Select(static line => line["#SBATCH ".Length..]));
        Assert.Equal("exec '/opt/a b/minima' fleet 'runs/My Seeds' --vary 'hidden=3;4,2' --cores 4 --element \"$SLURM_ARRAY_TASK_ID\"", lines[^2]);
    }

    [Theory]
    [InlineData("runs/50%")]
    [InlineData("runs/a\"b")]
    [InlineData("runs/a\nb")]
    public void Of_AFolderThatNoDirectiveCanName_IsRefused(string folder) => Assert.Contains(
        "cannot be named in a batch script",
        Assert.Throws<UnusableInputException>(() => SlurmScript.Of(ArrayFolder.OfRuns(folder), ["minima"], [], [0], new ClusterResources(), [])).Message);

    /// <summary>The shell itself is the judge of what it reads.</summary>
    [Fact]
    public void Words_OfAnyKind_AreReadBackByAShell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell is that of Linux and macOS.");
        string[] words = ["plain", "", "a b", "it's", "$HOME", "`id`", "\"q\"", "a\\b", "*", "~", "hidden=3;4,2", "--x=é", "line\nbreak", "#", "!"];
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"printf '%s\\0' {ShellWords.Of(words)}"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        Assert.Equal(words, shell.StandardOutput.ReadToEnd().Split('\0')[..^1]);
        shell.WaitForExit();
    }

    [Fact]
    public void Parse_OfAQueue_TellsWhatWaitsFromWhatRuns()
    {
        IReadOnlyList<QueuedElement> queue = Slurm.Parse("17|0|RUNNING|None\n17|1|COMPLETING|None\n17|2|PENDING|Resources\n17|3|PENDING|None\n19|N/A|RUNNING|None\n\n17|4|REQUEUE_HOLD|launch failed\n");
        Assert.Equal(
            [
                new("17", 0, true, "running"), new("17", 1, true, "completing"), new("17", 2, false, "pending: Resources"), new("17", 3, false, "pending"),
                new("17", 4, false, "requeue_hold: launch failed"),
            ],
            queue);
    }
}
