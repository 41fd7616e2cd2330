using System.Text;
using Minima.Studies.Clusters;
using Minima.Tests.Fuzzing;

namespace Minima.Tests.Studies.Clusters;

public sealed class ArrayRecordTests
{
    private static readonly ArrayRecord Record = new(
        ["fleet", "runs/seeds", "--vary", "hidden=3;4,2"],
        new ClusterResources { Partition = "long", Time = TimeSpan.FromMinutes(90), Memory = 512, Cores = 2, MaxParallel = 3, Extra = ["--account=é"] },
        [new("hidden-3") { Epochs = 4, Identity = new string('a', 64) }, new("hidden-4,2", 1) { Epochs = 4 }, new("block-0000")],
        [new("17", [0, 1]), new("19", [1])]);

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        var read = ArrayRecord.Parse(Record.ToBytes(), "array.json");
        Assert.True(read.DoesTheSame(Record));
        Assert.Equal(Record.ToBytes(), read.ToBytes());
        Assert.Equal(Record.Resources with { Extra = read.Resources.Extra }, read.Resources);
        Assert.Equal(["17", "19", null], Enumerable.Range(0, 3).Select(read.JobOf));
        var bare = new ArrayRecord([], new ClusterResources(), [], []);
        Assert.Equal(bare.ToBytes(), ArrayRecord.Parse(bare.ToBytes(), "array.json").ToBytes());
    }

    [Theory]
    [InlineData("hidden-3", "../../x", "no name of an element")]
    [InlineData("hidden-3", "..", "no name of an element")]
    [InlineData("hidden-3", "", "no name of an element")]
    [InlineData("\"17\"", "\"17 -u root\"", "no number of a job")]
    [InlineData("minima-array-1", "minima-array-9", "format")]
    [InlineData("01:30:00", "later", "time")]
    [InlineData("\"cores\": 2", "\"cores\": 0", "cores")]
    [InlineData("\"stage\": 1", "\"stage\": 1, \"more\": 2", "more")]
    [InlineData("      1\n", "      9\n", "an element was submitted that is none")]
    public void Parse_OfSomethingElse_IsRefusedAndSaysWhat(string what, string by, string said)
    {
        string text = Encoding.UTF8.GetString(Record.ToBytes());
        Assert.Contains(what, text);
        Assert.Contains(said, Assert.Throws<UnusableInputException>(() => ArrayRecord.Parse(Encoding.UTF8.GetBytes(text.Replace(what, by, StringComparison.Ordinal)), "array.json")).Message);
    }

    [Fact]
    public void Parse_AReport_IsTheSame()
    {
        var report = new ElementReport(ElementOutcome.Failed, "17", 2, "It is \"no\" run.");
        Assert.Equal(report, ElementReport.Parse(report.ToBytes(), "outcome.json"));
        var longOne = new ElementReport(ElementOutcome.Failed, "", 1, new string('x', 100_000));
        Assert.InRange(longOne.ToBytes().Length, 1, 1 << 13);
    }

    [Fact, Trait("Kind", "Fuzz")]
    public void Record_Mutated_IsReadOrRefused() => FuzzReader.Run([Record.ToBytes()], static bytes => ArrayRecord.Parse(bytes, "f"), FuzzReader.Count, 31);

    [Fact, Trait("Kind", "Fuzz")]
    public void Report_Mutated_IsReadOrRefused() => FuzzReader.Run(
        [new ElementReport(ElementOutcome.Stopped, "17", 143, "Stopped.").ToBytes()], static bytes => ElementReport.Parse(bytes, "f"), FuzzReader.Count, 32);
}
