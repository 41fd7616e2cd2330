using Minima.Cli;
using Minima.Tests.Cli;
using Minima.Web;

namespace Minima.Tests.Web;

/// <summary>Two small runs on built-in digits, and their report.</summary>
public sealed class ReportFiles : IDisposable
{
    private readonly CommandLine _line = new();
    private readonly Lazy<string> _page;

    public ReportFiles() => _page = new Lazy<string>(() =>
    {
        _line.AddDigits("digits", 400, 200);
        string[] usual = ["--data", "~/digits", "--hidden", "20", "--epochs", "6", "--save-every", "1", "--learning-rate", "0.05"];
        foreach (string[] run in new string[][] { ["~/zero"], ["~/rand", "--output-init", "random", "--hidden-seed", "3421"] })
            Demand(_line.Run(["train", "--out", .. run, .. usual]));
        Demand(_line.Run("report", "~/zero", "~/rand", "--out", "~/report.html", "--surface", "--points", "9"));
        return _line["report.html"];
    });

    /// <summary>The page's file.</summary>
    public string File
    {
        get
        {
            Assert.SkipUnless(ClientFiles.AreBuiltIn, "The page was not built in: Node.js was missing (Debian's packages nodejs and npm).");
            return _page.Value;
        }
    }

    /// <summary>Its address.</summary>
    public string Address => new Uri(File).AbsoluteUri;

    public void Dispose() => _line.Dispose();

    private static void Demand(Outcome outcome) => Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
}
