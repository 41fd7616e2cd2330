using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class UsageTests : IDisposable
{
    private readonly CommandLine _line = new();

    public static TheoryData<string, string> Mistakes => new()
    {
        { "trian", "no command 'trian'; did you mean 'train'" },
        { "xyz", "no command 'xyz'. See `minima --help`" },
        { "data feth", "no command 'feth'; did you mean 'fetch'" },
        { "--json", "A command is missing after 'minima'" },
        { "train --epoch 3", "no option '--epoch'; did you mean '--epochs'" },
        { "train more", "'more' is one argument too many" },
        { "train --epochs", "--epochs needs a value" },
        { "train --epochs abc", "--epochs is 'abc'; expected is a whole number from 0" },
        { "train --epochs -1", "--epochs is '-1'" },
        { "train --epochs 3.5", "--epochs is '3.5'" },
        { "train --epochs 3 --epochs 4", "--epochs is given more than once" },
        { "train --batch-size 0", "--batch-size is '0'" },
        { "train --learning-rate 0", "--learning-rate is '0'; expected is a positive number" },
        { "train --learning-rate nan", "--learning-rate is 'nan'" },
        { "train --learning-rate 1e999", "--learning-rate is '1e999'" },
        { "train --learning-rate 0,01", "--learning-rate is '0,01'" },
        { "train --l1 -1", "--l1 is '-1'; expected is 0 or a positive number" },
        { "train --l2 x", "--l2 is 'x'" },
        { "train --hidden 0", "--hidden is '0'; expected is whole numbers from 1" },
        { "train --hidden 3,", "--hidden is '3,'" },
        { "train --hidden 3,x", "--hidden is '3,x'" },
        { "train --hidden 1000000,1000000 --data ~/tiny", "A network 6-1000000-1000000-3 has" },
        { "train --activation gelu", "--activation is 'gelu'; expected is one of tanh, sigmoid, relu" },
        { "train --output-init ones", "--output-init is 'ones'" },
        { "train --hidden-seed 4294967296", "--hidden-seed is '4294967296'; expected is a whole number from 0 to 4294967295" },
        { "train --output-seed -1", "--output-seed is '-1'" },
        { "train --order random", "--order is 'random'; expected is one of file, shuffled" },
        { "train --save-every -1", "--save-every is '-1'" },
        { "train --save-at 1,,2", "--save-at is '1,,2'" },
        { "train --threads 0", "--threads is '0'; expected is a whole number from 1 to 1024" },
        { "train --data", "--data needs a value" },
        { "train --data nix", "There is no data set, folder or file 'nix'; use auto, mnist, digits" },
        { "train --data ~", "lacks train-images-idx3-ubyte" },
        { "train --data ~/tiny --batch-size 11", "The batch size is 11; it must be from 1 to the 10 training examples" },
        { "train --data ~/tiny --batch-size 2 --out ~/tiny", "is no run, and not empty" },
        { "train --data ~/tiny --batch-size 2 --out ~/tiny/t10k-labels-idx1-ubyte", "is a file; a run needs a folder" },
        { "reproduce --epochs 0", "--epochs is '0'; expected is a whole number from 1" },
        { "reproduce --threads 0", "--threads is '0'; expected is a whole number from 1 to 1024" },
        { "reproduce --seed 3", "no option '--seed'" },
        { "reproduce --hidden 3", "no option '--hidden'" },
        { "reproduce more", "'more' is one argument too many" },
        { "reproduce --out", "--out needs a value" },
        { "reproduce --data nix", "There is no data set, folder or file 'nix'; use auto, mnist, digits" },
        { "reproduce --data ~/tiny --out ~/runs", "The batch size is 20; it must be from 1 to the 10 training examples" },
        { "distance", "A is missing" },
        { "distance a b c", "'c' is one argument too many" },
        { "distance ~/nix", "There is no file or run" },
        { "distance ~/tiny", "is no run: it holds no run.json" },
        { "distance ~/nix@3 ~/nix@4", "There is no folder" },
        { "distance ~/tiny/t10k-labels-idx1-ubyte ~/tiny/t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte" },
        { "distance a --activation softmax", "--activation is 'softmax'" },
        { "distance a --layers x,,y", "--layers is 'x,,y'" },
        { "distance a --scale cubic", "--scale is 'cubic'" },
        { "predict", "SNAPSHOT is missing" },
        { "predict ~/nix ~/nix.png", "There is no file or run" },
        { "predict a b --index x", "--index is 'x'; expected is whole numbers from 0" },
        { "predict a b --set all", "--set is 'all'; expected is one of train, valid, test" },
        { "data fetch", "WHAT is missing" },
        { "data fetch cifar", "'cifar' cannot be fetched; mnist and published-model can" },
    };

    public void Dispose() => _line.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void CommandLine_WithAMistake_IsRefusedWithASentence(string line, string sentence)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
        Assert.Contains("error: ", outcome.Messages);
        Assert.DoesNotContain("   at ", outcome.Messages);
        Assert.Empty(outcome.Results);
    }

    [Fact]
    public void Options_WithAnEmptyText_AreRefused()
    {
        Assert.Contains("--out is ''", _line.Run("train", "--out", "").Messages);
        Assert.Contains("--data is ' '", _line.Run("train", "--data", " ").Messages);
    }

    [Fact]
    public void Refusal_LeavesNoFolderBehind()
    {
        Assert.Equal(ExitCode.Unusable, _line.Train("run", "--batch-size", "11").ExitCode);
        Assert.False(Directory.Exists(_line["run"]));
    }

    [Fact]
    public void Verbose_WithAnError_ShowsWhereItArose() =>
        Assert.Contains("   at Minima.", _line.Run("distance", "~/nix", "--verbose").Messages);

    [Fact]
    public void AtSign_BeforeAnArgument_IsNoResponseFile() =>
        Assert.Contains("There is no file or run '@x'", _line.Run("distance", "@x").Messages);

    [Fact]
    public void Results_ThatCannotBeWritten_AreAFailure()
    {
        Outcome trained = _line.Train("run");
        Assert.Equal(ExitCode.Done, trained.ExitCode);
        using var messages = new StringWriter();
        using var full = new FullWriter();
        int exitCode = new App(new Output(full, messages, live: false), new Interruption()).Run(["distance", _line["run"]]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Equal("error: No space left on device", messages.ToString().Trim());
    }

    [Fact]
    public void Defect_IsSaidToBeOne()
    {
        using var messages = new StringWriter();
        using var broken = new FullWriter { Failure = new InvalidOperationException("two and two are five") };
        int exitCode = new App(new Output(broken, messages, live: false), new Interruption()).Run(["--help"]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("This is a defect in minima, --verbose shows where", messages.ToString());
        Assert.Contains("two and two are five", messages.ToString());
    }

    [Fact]
    public void Interruption_BeforeAnythingBegan_EndsWithItsCode()
    {
        using var interruption = new Interruption();
        interruption.Raise(ExitCode.Interrupted);
        Outcome outcome = _line.Run(interruption, null, "train", "--data", "~/tiny", "--batch-size", "2", "--out", "~/run");
        Assert.Equal(ExitCode.Interrupted, outcome.ExitCode);
        Assert.Contains("Stopped before it was done", outcome.Messages);
        Assert.False(Directory.Exists(_line["run"]));
    }

    /// <summary>A stdout that takes nothing.</summary>
    private sealed class FullWriter : StringWriter
    {
        public Exception Failure { get; init; } = new IOException("No space left on device");

        public override void WriteLine(string? value) => throw Failure;
    }
}
