using System.Text.Json.Nodes;
using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class FailIfTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("a>1", null)]
    [InlineData("a>=1", "--fail-if 'a>=1' holds: a is 1.")]
    [InlineData("a<=1", "holds")]
    [InlineData("a<1", null)]
    [InlineData("a==1", "holds")]
    [InlineData("a!=1", null)]
    [InlineData(" a != 2 ", "--fail-if 'a != 2' holds: a is 1.")]
    [InlineData("'a>0'", "--fail-if 'a>0' holds")]
    [InlineData("deep.x>0.25", "deep.x is 0.5")]
    [InlineData("x>0.25", "deep.x is 0.5")]
    [InlineData("p.hidden.W.l2>2e-1", "p.hidden.W.l2 is 0.3")]
    [InlineData("hidden.W.l2<0", null)]
    [InlineData("rows.0.n<=7", "rows.0.n is 7")]
    [InlineData("rows.last.n>=8", "rows.1.n is 8")]
    [InlineData("missing>1", "has no field 'missing'")]
    [InlineData("rows.2.n>1", "has no field 'rows.2.n'")]
    [InlineData("none>1", "none is null, not a finite number")]
    [InlineData("word>1", "word is \"x\", not a number")]
    [InlineData("truth==1", "truth is true, not a number")]
    public void Judge_AField_SaysWhatHolds(string condition, string? sentence)
    {
        JsonNode document = JsonNode.Parse("""
            {"a": 1, "deep": {"a": 9, "x": 0.5}, "p": {"hidden.W": {"l2": 0.3}}, "rows": [{"n": 7}, {"n": 8}], "none": null, "word": "x", "truth": true}
            """)!;
        string? said = Condition.Parse(condition)!.Judge(new JsonFields(document));
        if (sentence is null)
            Assert.Null(said);
        else
            Assert.Contains(sentence, said);
    }

    [Fact]
    public void Judge_OneOfSeveralFields_AsksForMoreOfItsPath()
    {
        JsonNode document = JsonNode.Parse("""{"a": {"l2": 1}, "b": {"l2": 2}}""")!;
        var refused = Assert.Throws<UnusableInputException>(() => Condition.Parse("l2>1")!.Judge(new JsonFields(document)));
        Assert.Contains("any of 2 fields of the JSON document: a.l2, b.l2", refused.Message);
    }

    [Fact]
    public void FailIf_OnCommands_IsTheExitCode()
    {
        Assert.Equal(ExitCode.Done, _line.Train("one").ExitCode);
        Assert.Equal(ExitCode.Done, _line.Train("two", "--hidden-seed", "9").ExitCode);
        Check(ExitCode.Failed, "total.l2 is", "distance", "~/one@4", "~/two@4", "--fail-if", "total.l2>0");
        Check(ExitCode.Done, "", "distance", "~/one@4", "~/two@4", "--fail-if", "total.l2>1e9");
        Check(ExitCode.Failed, "rows.0.total is", "distance", "~/one", "--fail-if", "rows.0.total>=0", "--fail-if", "rows.last.total>0");
        Check(ExitCode.Failed, "error_rate is", "test", "~/one", "--fail-if", "error_rate>=0");
        Check(ExitCode.Failed, "disagreement is", "align", "~/one", "~/two", "--null", "1", "--fail-if", "disagreement>=0");
        Check(ExitCode.Failed, "evidence.functions.disagreement is", "compare", "~/one@4", "~/two@4", "--null", "1", "--draws", "5", "--fail-if", "disagreement>=0");
        Check(ExitCode.Failed, "aligned.barrier.train.loss is", "path", "~/one", "~/two", "--fail-if", "aligned.barrier.train.loss>=0", "--lines-only");
        Check(ExitCode.Failed, "has no field", "test", "~/one", "--fail-if", "nothing>0");
        Check(ExitCode.Unusable, "could be any of", "distance", "~/one@4", "~/two@4", "--fail-if", "l2>0");
    }

    [Fact]
    public void FailIf_WithSeveral_SaysEachThatHolds()
    {
        _line.Train("one");
        Outcome outcome = _line.Run("test", "~/one", "--json", "--fail-if", "errors>=0", "--fail-if", "errors<0", "--fail-if", "examples==4");
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Equal(2, outcome.Messages.Split('\n').Count(static line => line.StartsWith("error: --fail-if", StringComparison.Ordinal)));
        Assert.Equal(4, outcome.Json.GetProperty("examples").GetInt32());
    }

    [Theory]
    [InlineData("disagreement")]
    [InlineData(">0.01")]
    [InlineData("a=1")]
    [InlineData("a>b")]
    [InlineData("a>nan")]
    [InlineData("a b>1")]
    [InlineData("a><1")]
    [InlineData("a=>1")]
    public void FailIf_Malformed_IsRefusedBeforeAnythingIsDone(string condition)
    {
        Outcome outcome = _line.Run("test", "~/nothing", "--fail-if", "errors>1", "--fail-if", condition);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("expected is a field, one of > >= < <= == !=, and a number", outcome.Messages);
        Assert.DoesNotContain("There is no file", outcome.Messages);
    }

    private void Check(int exitCode, string words, params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.True(exitCode == outcome.ExitCode, $"{string.Join(' ', args)}: {outcome.ExitCode}, {outcome.Messages}");
        Assert.Contains(words, outcome.Messages);
    }
}
