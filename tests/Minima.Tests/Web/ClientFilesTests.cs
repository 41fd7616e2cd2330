using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Minima.Tests.Cli;
using Minima.Tests.Documentation;
using Minima.Web;

namespace Minima.Tests.Web;

public sealed partial class ClientFilesTests
{
    private const int LargestScript = 2_000_000;

    [Fact]
    public void Page_WithHostileText_HoldsItAsData()
    {
        Demand();
        const string Hostile = "</script><script>alert(1)</script><!-- \u2028 \"'&";
        string page = ClientFiles.Page(Hostile, new JsonObject { ["title"] = Hostile });
        Match data = Data().Match(page);
        Assert.True(data.Success);
        Assert.Equal(Hostile, JsonDocument.Parse(data.Groups["json"].Value).RootElement.GetProperty("title").GetString());
        Assert.DoesNotContain("<script>alert", page);
        Assert.Equal(2, Regex.Count(page, "</script>", RegexOptions.None, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Policy_OfThePage_AllowsItsOwnScriptAlone()
    {
        Demand();
        string page = ClientFiles.Page("x", new JsonObject());
        int begin = page.LastIndexOf("<script>", StringComparison.Ordinal) + "<script>".Length, end = page.LastIndexOf("</script>", StringComparison.Ordinal);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[begin..end])));
        string policy = ClientFiles.Policy("'none'");
        Assert.Contains($"script-src 'sha256-{hash}';", policy);
        Assert.StartsWith("default-src 'none';", policy);
        Assert.Contains($"content=\"{policy}\"", page);
    }

    [Fact]
    public void Script_OfThePage_IsSmall()
    {
        Demand();
        Assert.True(ClientFiles.ScriptLength is > 0 and <= LargestScript, $"{ClientFiles.ScriptLength} bytes");
    }

    /// <summary>The .NET SDK alone builds all the rest, and the command says what is missing.</summary>
    [Fact]
    public void Build_WithoutNode_SucceedsAndSaysWhatIsMissing()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MINIMA_LONG") == "1", "Builds the command; MINIMA_LONG=1 runs it.");
        using var line = new CommandLine();
        line.Train("zero");
        string cli = Path.Combine(CommandLineTests.Root(), "src", "Minima.Cli");
        (int built, string log) = Start("dotnet", "build", "-c", "Release", "--artifacts-path", line["artifacts"], "-p:MinimaClient=false", "-p:RunAnalyzers=false", cli);
        Assert.True(built == 0, log);
        string minima = Path.Combine(line["artifacts"], "bin", "Minima.Cli", "release", Path.GetFileName(Executable.Path));
        (int exitCode, string said) = Start(minima, "report", line["zero"], "--out", line["page.html"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("Node.js", said);
        Assert.False(File.Exists(line["page.html"]));
        Assert.Equal(0, Start(minima, "report", line["zero"], "--json").ExitCode);
        (exitCode, said) = Start(minima, "serve", Path.GetDirectoryName(line["zero"])!);
        Assert.Equal(2, exitCode);
        Assert.Contains("Node.js", said);
    }

    private static void Demand() =>
        Assert.SkipUnless(ClientFiles.AreBuiltIn, "The page was not built in: Node.js was missing (Debian's packages nodejs and npm).");

    private static (int ExitCode, string Said) Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + errors.GetAwaiter().GetResult());
    }

    [GeneratedRegex("""<script type="application/json" id="minima">(?<json>.*?)</script>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Data();
}
