using System.CommandLine;
using System.CommandLine.Invocation;
using Minima.Cli.Commands;
using Minima.Data;

namespace Minima.Cli;

/// <summary>The command <c>minima</c>: reads a command line, runs what it asks for, and turns whatever happens into words and an exit code.</summary>
internal sealed class App
{
    // No @file of arguments, as RUN@EPOCH is near to it; no -qv for -q -v.
    internal static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private readonly Option<bool> _help = Options.Flag("--help", "Explain the command", "-h");
    private readonly Option<bool> _version = Options.Flag("--version", "Print the version");
    private readonly Option<bool> _json = Options.Flag("--json", "Print one JSON document instead of tables, numbers with all their digits");
    private readonly Option<bool> _quiet = Options.Flag("--quiet", "Show no progress; warnings and errors remain", "-q");
    private readonly Option<bool> _verbose = Options.Flag("--verbose", "Show details, and with an error where in the program it arose");
    private readonly Option<Condition[]?> _failIf = Options.Conditions(
        "--fail-if", "'FIELD>X'", "End with exit code 1 where a number of the JSON document, named by its path or the path's end, is so (>, >=, <, <=, ==, !=), is null or is not there; may be given several times");
    private readonly Output _output;
    private readonly Interruption _interruption;
    private readonly Page _root;

    /// <param name="output">Where it writes.</param>
    /// <param name="interruption">What stops it.</param>
    /// <param name="sources">Where data are fetched from; null: the public copies.</param>
    /// <param name="only">
    /// The one command that will be asked for: the others' options are not made, which would take a quarter of a second. Null, or no command: all are.
    /// </param>
    public App(Output output, Interruption interruption, FetchSources? sources = null, string? only = null)
    {
        (_output, _interruption) = (output, interruption);
        _root = new Page("minima", "Trains neural networks, keeps the whole way there, and measures how far two trainings lie apart.")
        {
            Explanation = "Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed while running, 2 wrong usage or unusable "
                + "input, 130 stopped by Ctrl-C, 143 by SIGTERM; a stopped training is continued by the same command.",
            Examples =
            [
                new Example("minima reproduce", "The experiment of 2016: two series, three figures, six claims"),
                new Example("minima train", "Train the network of the 2016 experiment, into runs/zero"),
                new Example("minima compare runs/zero runs/rand", "Did two trainings find the same minimum?"),
                new Example("minima distance runs/zero", "How far each snapshot lies from the last"),
                new Example("minima align runs/zero runs/rand", "How near two trainings come when equivalent units may be exchanged"),
                new Example("minima inspect runs/zero@last", "What is in a file, of ours or of another tool"),
                new Example("minima convert runs/zero@last model.npz", "A snapshot for NumPy or PyTorch"),
                new Example("minima data", "What there is to train on"),
            ],
        };
        _root.Add("All commands", _json, _failIf, _quiet, _verbose, _help, _version);
        foreach (Option option in new Option[] { _json, _failIf, _quiet, _verbose, _help })
            option.Recursive = true;
        (string Name, Func<Page> Create)[] commands =
        [
            ("reproduce", () => ReproduceCommand.Create(output, interruption)),
            ("train", () => TrainCommand.Create(output, interruption)),
            ("compare", () => CompareCommand.Create(output, interruption)),
            ("distance", () => DistanceCommand.Create(output, interruption)),
            ("matrix", () => MatrixCommand.Create(output, interruption)),
            ("align", () => AlignCommand.Create(output, interruption)),
            ("path", () => PathCommand.Create(output, interruption)),
            ("merge", () => MergeCommand.Create(output, interruption)),
            ("fleet", () => FleetCommand.Create(output, interruption)),
            ("study", () => StudyCommand.Create(output, interruption)),
            ("surface", () => SurfaceCommand.Create(output, interruption)),
            ("trajectory", () => TrajectoryCommand.Create(output, interruption)),
            ("connect", () => ConnectCommand.Create(output, interruption)),
            ("curvature", () => CurvatureCommand.Create(output, interruption)),
            ("polish", () => PolishCommand.Create(output, interruption)),
            ("test", () => TestCommand.Create(output, interruption)),
            ("predict", () => PredictCommand.Create(output)),
            ("inspect", () => InspectCommand.Create(output, interruption)),
            ("convert", () => ConvertCommand.Create(output)),
            ("report", () => ReportCommand.Create(output, interruption)),
            ("serve", () => ServeCommand.Create(output, interruption)),
            ("data", () => DataCommand.Create(output, interruption, sources ?? FetchSources.Public)),
        ];
        bool known = commands.Any(command => command.Name == only);
        foreach ((string name, Func<Page> create) in commands)
        {
            if (!known || name == only)
                _root.Add(create());
        }
    }

    /// <summary>The names of the commands.</summary>
    internal IReadOnlyList<string> Commands => [.. _root.Pages.Select(static page => page.Command.Name)];

    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> args)
    {
        ParseResult asked = _root.Command.Parse(args, Parsing);
        (_output.IsJson, _output.IsQuiet, _output.IsVerbose) = (asked.GetValue(_json), asked.GetValue(_quiet), asked.GetValue(_verbose));
        try
        {
            return Run(asked, args);
        }
        catch (UnusableInputException e)
        {
            _output.Error(e.Message, e);
            return ExitCode.Unusable;
        }
        catch (OperationCanceledException e) when (_interruption.Token.IsCancellationRequested)
        {
            _output.Error("Stopped before it was done.", e);
            return _interruption.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _output.Error(e.Message, e);
            return ExitCode.Failed;
        }
        catch (OutOfMemoryException e)
        {
            _output.Error("There is not enough memory for this.", e);
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            string remedy = _output.IsVerbose ? "please report it with what follows" : "--verbose shows where it arose; please report it with that";
            _output.Error($"This is a defect in minima, {remedy}. {e.GetType().Name}: {e.Message}", e);
            return ExitCode.Failed;
        }
    }

    /// <summary>What is wrong with a command line, without running it: nothing where it is understood.</summary>
    internal IReadOnlyList<string> Check(IReadOnlyList<string> args) => [.. UsageErrors.Of(_root.Command.Parse(args, Parsing), _root)];

    private int Run(ParseResult asked, IReadOnlyList<string> args)
    {
        if (asked.GetValue(_help) || args.Count == 0)
        {
            _output.Text(HelpText.Of(_root.Find(asked.CommandResult.Command) ?? _root, _root));
            return ExitCode.Done;
        }

        if (asked.GetValue(_version))
        {
            _output.Text($"minima {typeof(UnusableInputException).Assembly.GetName().Version!.ToString(3)}");
            return ExitCode.Done;
        }

        string[] errors = [.. UsageErrors.Of(asked, _root)];
        if (errors.Length > 0)
        {
            foreach (string error in errors)
                _output.Error(error);
            return ExitCode.Unusable;
        }

        Condition[] conditions = asked.GetValue(_failIf) ?? [];
        _output.KeepsDocument = conditions.Length > 0;
        int exitCode = ((SynchronousCommandLineAction)asked.CommandResult.Command.Action!).Invoke(asked);
        return conditions.Length == 0 || exitCode > ExitCode.Failed ? exitCode : Math.Max(exitCode, Judge(conditions));
    }

    // All that hold are said, not the first alone.
    private int Judge(Condition[] conditions)
    {
        if (_output.Document is null)
            throw new UnusableInputException("--fail-if judges the JSON document of a command, and this one has none. Leave it out.");
        var fields = new JsonFields(_output.Document);
        string[] sentences = [.. conditions.Select(condition => condition.Judge(fields)).OfType<string>()];
        foreach (string sentence in sentences)
            _output.Error(sentence);
        return sentences.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
