using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class AppTests
{
    [Fact]
    public void Help_OfTheOneCommandThatIsMade_IsThatAmongAll()
    {
        string[] names = [.. Made(null).Commands];
        Assert.Contains("compare", names);
        foreach (string name in names)
        {
            Assert.Equal([name], Made(name).Commands);
            Assert.Equal(Help(null, name, "--help"), Help(name, name, "--help"));
        }
    }

    [Fact]
    public void Errors_WhereTheFirstWordIsNoCommand_KnowAllCommands()
    {
        Assert.Equal([.. Made(null).Commands], Made("compar").Commands);
        Assert.Contains("did you mean 'compare'?", Help("compar", "compar"));
    }

    private static App Made(string? only) => new(new Output(TextWriter.Null, TextWriter.Null, live: false), new Interruption(), only: only);

    private static string Help(string? only, params string[] args)
    {
        using var text = new StringWriter();
        new App(new Output(text, text, live: false), new Interruption(), only: only).Run(args);
        return text.ToString();
    }
}
