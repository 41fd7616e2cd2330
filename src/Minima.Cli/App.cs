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
    private readonly Output _output;
    private readonly Interruption _interruption;
    private readonly Page _root;

    /// <param name="output">Where it writes.</param>
    /// <param name="interruption">What stops it.</param>
    /// <param name="sources">Where data are fetched from; null: the public copies.</param>
    public App(Output output, Interruption interruption, FetchSources? sources = null)
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
        _root.Add("All commands", _json, _quiet, _verbose, _help, _version);
        foreach (Option option in new[] { _json, _quiet, _verbose, _help })
            option.Recursive = true;
        _root.Add(ReproduceCommand.Create(output, interruption));
        _root.Add(TrainCommand.Create(output, interruption));
        _root.Add(CompareCommand.Create(output, interruption));
        _root.Add(DistanceCommand.Create(output, interruption));
        _root.Add(AlignCommand.Create(output, interruption));
        _root.Add(PathCommand.Create(output, interruption));
        _root.Add(FleetCommand.Create(output, interruption));
        _root.Add(StudyCommand.Create(output, interruption));
        _root.Add(SurfaceCommand.Create(output, interruption));
        _root.Add(TrajectoryCommand.Create(output, interruption));
        _root.Add(ConnectCommand.Create(output, interruption));
        _root.Add(CurvatureCommand.Create(output, interruption));
        _root.Add(PolishCommand.Create(output, interruption));
        _root.Add(TestCommand.Create(output, interruption));
        _root.Add(PredictCommand.Create(output));
        _root.Add(InspectCommand.Create(output));
        _root.Add(ConvertCommand.Create(output));
        _root.Add(ReportCommand.Create(output, interruption));
        _root.Add(ServeCommand.Create(output, interruption));
        _root.Add(DataCommand.Create(output, interruption, sources ?? FetchSources.Public));
    }

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

        return ((SynchronousCommandLineAction)asked.CommandResult.Command.Action!).Invoke(asked);
    }
}
