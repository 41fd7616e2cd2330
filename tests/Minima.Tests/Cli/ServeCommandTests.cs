using System.Diagnostics;
using System.Text.Json;
using Minima.Cli;
using Minima.Web;

namespace Minima.Tests.Cli;

/// <summary><c>minima serve</c>.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    [Fact]
    public void Serve_OfAFolderThatIsNotThere_SaysSo()
    {
        Assert.SkipUnless(ClientFiles.AreBuiltIn, "The page is not built in: Node.js was not found.");
        Outcome outcome = _line.Run("serve", "~/nowhere");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("There is no folder", outcome.Messages);
    }

    [Fact]
    public void Serve_WithAPortThatIsNone_SaysWhatIsExpected()
    {
        Outcome outcome = _line.Run("serve", "--port", "70000");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("from 1 to 65535", outcome.Messages);
    }

    [Theory]
    [InlineData(Executable.Interrupt, ExitCode.Interrupted)]
    [InlineData(Executable.Terminate, ExitCode.Terminated)]
    public async Task Serve_Signalled_SavesWhatItTrainsAndEnds(int signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals as here are those of Linux and macOS.");
        Assert.SkipUnless(ClientFiles.AreBuiltIn, "The page is not built in: Node.js was not found.");
        Executable.AcceptInterrupts();
        _line.AddDigits("few", 60, 20);
        Directory.CreateDirectory(_line["runs"]);
        var start = new ProcessStartInfo(Executable.Path, $"serve {_line["runs"]} --data {_line["few"]} --json")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Neither may move it to another address.
        start.Environment["ASPNETCORE_URLS"] = "http://0.0.0.0:0";
        start.Environment["DOTNET_URLS"] = "http://0.0.0.0:0";
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> messages = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            JsonElement said = await Document(process.StandardOutput);
            string address = said.GetProperty("address").GetString()!;
            Assert.StartsWith($"http://127.0.0.1:{said.GetProperty("port").GetInt32()}/{said.GetProperty("token").GetString()}/", address);
            using (var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) })
            {
                string page = await client.GetStringAsync("", TestContext.Current.CancellationToken);
                Assert.Contains("\"mode\":\"live\"", page);
                using var body = new StringContent("{\"name\":\"made\",\"hidden\":[3],\"batchSize\":10,\"epochs\":1000000}", System.Text.Encoding.UTF8, "application/json");
                (await client.PostAsync("api/train", body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            }

            Executable.Send(process, signal);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(exitCode, process.ExitCode);
            Assert.Contains("continues it", await messages);
            Assert.True(File.Exists(Path.Combine(_line["runs"], "made", "state.safetensors")));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public void Dispose() => _line.Dispose();

    /// <summary>The document that is printed while the process goes on.</summary>
    private static async Task<JsonElement> Document(StreamReader results)
    {
        string text = "";
        while (await results.ReadLineAsync() is { } line)
        {
            text += line + "\n";
            if (line == "}")
                break;
        }

        return JsonDocument.Parse(text).RootElement;
    }
}
