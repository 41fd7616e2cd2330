using Minima.Web.Serving;

namespace Minima.Tests.Web;

/// <summary>Who is let in: over a real socket.</summary>
public sealed class GateTests
{
    [Fact]
    public void Token_DrawnTwice_IsLongAndAnother()
    {
        string first = Gate.NewToken(), second = Gate.NewToken();
        Assert.Equal(32, first.Length);
        Assert.Matches("^[A-Za-z0-9_-]+$", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Request_WithTheToken_IsAnsweredWithHeadersThatKeepItHere()
    {
        await using Served served = await Served.Start();
        Reply reply = await served.Get("api/runs");
        Assert.Equal(200, reply.Status);
        Assert.Equal("no-store", reply.Headers.CacheControl!.ToString());
        Assert.Equal(["nosniff"], reply.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["DENY"], reply.Headers.GetValues("X-Frame-Options"));
        Assert.Equal(["no-referrer"], reply.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], reply.Headers.GetValues("Content-Security-Policy"));
        Assert.False(reply.Headers.Contains("Server"));
        Assert.False(reply.Headers.Contains("Set-Cookie"));
        Assert.False(reply.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/api/runs")]
    [InlineData("/wrong/api/runs")]
    [InlineData("/{token}x/api/runs")]
    [InlineData("/{short}/api/runs")]
    [InlineData("/{swapped}/api/runs")]
    [InlineData("//{token}/api/runs")]
    [InlineData("/api/runs?token={token}")]
    [InlineData("/x/../{short}/api/runs")]
    [InlineData("/%00{token}/api/runs")]
    public async Task Request_WithoutTheTokenOrWithAnother_GetsNothing(string target)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        string token = served.Server.Token;
        string swapped = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        string asked = target.Replace("{token}", token, StringComparison.Ordinal).Replace("{short}", token[..^1], StringComparison.Ordinal)
            .Replace("{swapped}", swapped, StringComparison.Ordinal);
        string answer = await served.Raw(served.Line(asked));
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("zero", answer);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:{port}")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost:1")]
    [InlineData("127.0.0.1.evil.example:{port}")]
    [InlineData("localhost.:{port}")]
    [InlineData("0.0.0.0:{port}")]
    [InlineData("[::]:{port}")]
    [InlineData("user@127.0.0.1:{port}")]
    [InlineData("")]
    public async Task Request_ForAnotherHost_IsRefused(string host)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        string named = host.Replace("{port}", $"{served.Server.Port}", StringComparison.Ordinal);
        string answer = await served.Raw($"GET /{served.Server.Token}/api/runs HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[03] ", answer);
        Assert.DoesNotContain("zero", answer);
        Assert.DoesNotContain(served.Server.Token, answer);
    }

    [Theory]
    [InlineData("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET {path} HTTP/1.0\r\n\r\n")]
    [InlineData("GET http://evil.example{path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")]
    [InlineData("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    public async Task Request_WithoutOneHostOfItsOwn_IsRefused(string request)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        string answer = await served.Raw(request.Replace("{path}", $"/{served.Server.Token}/api/runs", StringComparison.Ordinal)
            .Replace("{port}", $"{served.Server.Port}", StringComparison.Ordinal));
        Assert.Matches("^HTTP/1.1 40[03] ", answer);
        Assert.DoesNotContain("zero", answer);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    public async Task Request_ForThisMachinesOwnNames_IsAnswered(string host)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        string own = $"{host}:{served.Server.Port}";
        string answer = await served.Raw(
            $"GET /{served.Server.Token}/api/runs HTTP/1.1\r\nHost: {own}\r\nOrigin: http://{own}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.Contains("zero", answer);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://127.0.0.1:{port}")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "http://localhost:{port}")]
    [InlineData("Origin", "")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none, same-origin")]
    public async Task Request_FromAnotherSite_IsRefusedAndDoesNothing(string header, string value)
    {
        await using Served served = await Served.Start();
        foreach (bool posts in new[] { false, true })
        {
            const string Body = "{\"name\":\"made\",\"epochs\":0}";
            string answer = await served.Raw(
                $"{(posts ? "POST" : "GET")} /{served.Server.Token}/api/{(posts ? "train" : "runs")} HTTP/1.1\r\nHost: 127.0.0.1:{served.Server.Port}\r\n"
                + $"{header}: {value.Replace("{port}", $"{served.Server.Port}", StringComparison.Ordinal)}\r\nConnection: close\r\n"
                + (posts ? $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}" : "\r\n"));
            Assert.StartsWith("HTTP/1.1 403 ", answer);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(served.Runs));
    }

    [Fact]
    public async Task Address_TypedByHand_OpensButPostsNothing()
    {
        await using Served served = await Served.Start();
        string Head(string method, string path) =>
            $"{method} /{served.Server.Token}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{served.Server.Port}\r\nSec-Fetch-Site: none\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 200 ", await served.Raw(Head("GET", "api/runs")));
        Assert.StartsWith("HTTP/1.1 403 ", await served.Raw(Head("POST", "api/stop")));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Body_OfAKindThatFormsSend_IsRefused(string kind)
    {
        await using Served served = await Served.Start();
        foreach (string path in new[] { "api/train", "api/stop", "api/digit?run=zero" })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{\"name\":\"made\",\"epochs\":0}") };
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", kind);
            Assert.Equal(415, (await served.Send(request)).Status);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(served.Runs));
    }

    [Theory]
    [InlineData("DELETE", "api/runs", 405)]
    [InlineData("PUT", "api/train", 405)]
    [InlineData("OPTIONS", "api/train", 405)]
    [InlineData("TRACE", "api/runs", 405)]
    [InlineData("GET", "api/train", 405)]
    [InlineData("POST", "api/runs", 405)]
    [InlineData("GET", "api/nothing", 404)]
    [InlineData("GET", "api/run", 400)]
    [InlineData("GET", "api/run?name=a&name=b", 400)]
    [InlineData("GET", "api/run?name=nobody", 404)]
    public async Task Request_ThatIsNotUnderstood_GetsASentence(string method, string path, int status)
    {
        await using Served served = await Served.Start();
        Reply reply = await served.Send(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, reply.Status);
        Assert.EndsWith(".", reply.Error);
        Assert.Equal(status, reply.Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Server_Started_ListensToThisMachineAlone()
    {
        await using Served served = await Served.Start();
        var listeners = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(end => end.Port == served.Server.Port);
        Assert.Equal(["127.0.0.1"], listeners.Select(static end => end.Address.ToString()));
    }

    [Fact]
    public async Task Server_OnAPortThatIsTaken_SaysSo()
    {
        await using Served served = await Served.Start();
        var options = new ServeOptions { Folder = served.Runs, Port = served.Server.Port };
        var refused = await Assert.ThrowsAsync<UnusableInputException>(() => LiveServer.Start(options, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains($"{served.Server.Port}", refused.Message);
        Assert.Contains("--port", refused.Message);
    }
}
