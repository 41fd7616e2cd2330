using System.Runtime.CompilerServices;
using Minima.Cli;

namespace Minima.Tests.Documentation;

/// <summary>Every command line that a document shows is one that the command understands.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md").Append(Path.Combine(Root(), "README.md")))
            {
                foreach (string line in File.ReadLines(file).Select(Command).OfType<string>())
                    lines.Add(Path.GetRelativePath(Root(), file), line);
            }

            return lines;
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void Document_CommandLine_IsUnderstood(string document, string line)
    {
        using var interruption = new Interruption();
        var app = new App(new Output(TextWriter.Null, TextWriter.Null, live: false), interruption);
        Assert.True(app.Check(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]) is [], $"{document}: {line}");
    }

    [Fact]
    public void Readme_TwoCommands_AreThere()
    {
        string readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        Assert.Contains("\n    dotnet run -c Release --project src/Minima.Cli -- reproduce\n", readme);
        Assert.Contains("\n    dotnet test -c Release\n", readme);
    }

    internal static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", "..", ".."));

    /// <summary>The command of an indented line or a prompt, without its comment; null where there is none.</summary>
    private static string? Command(string line)
    {
        string code = line.TrimStart(' ', '$').Split('#')[0].Split(" > ")[0].Trim();
        bool indented = line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith('$');
        return indented && code.StartsWith("minima ", StringComparison.Ordinal) ? code : null;
    }
}
