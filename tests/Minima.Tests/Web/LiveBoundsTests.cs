using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Minima.Tests.Web;

/// <summary>Too much of everything: the server says so, stays up, and goes on to answer.</summary>
public sealed class LiveBoundsTests
{
    [Theory]
    [InlineData("api/digit?run=zero", "application/octet-stream", 300_000)]
    [InlineData("api/picture?run=zero", "application/octet-stream", 40 << 20)]
    [InlineData("api/train", "application/json", 20_000)]
    [InlineData("api/stop", "application/json", 20_000)]
    [InlineData("api/compare", "application/json", 20_000)]
    public async Task Upload_TooLong_IsRefusedWithOrWithoutALength(string path, string kind, int length)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        foreach (bool chunked in new[] { false, true })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(new Zeros(length)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(kind);
            request.Content.Headers.ContentLength = chunked ? null : length;
            request.Headers.TransferEncodingChunked = chunked;

            // The server may close while the client still sends: that is a refusal as well.
            try
            {
                Assert.Equal(413, (await served.Send(request)).Status);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException)
            {
            }
        }

        Assert.Equal(200, (await served.Get("api/runs")).Status);
    }

    [Theory]
    [InlineData("Content-Length: 1099511627776", 413)]
    [InlineData("Content-Length: -1", 400)]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", 400)]
    [InlineData("Content-Length: 99999999999999999999999", 400)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5", 413)]
    [InlineData("Transfer-Encoding: chunked", 413)]
    public async Task Upload_WithALengthThatCannotBe_IsRefused(string header, int status)
    {
        await using Served served = await Served.Start();
        string chunks = header.Contains("chunked", StringComparison.Ordinal) ? "7fffffff\r\n" + new string('x', 300_000) : "";
        string answer = await Sent(served, $"POST /{served.Server.Token}/api/digit?run=zero HTTP/1.1\r\nHost: 127.0.0.1:{served.Server.Port}\r\nContent-Type: application/octet-stream\r\n"
            + $"Connection: close\r\n{header}\r\n\r\n{chunks}");
        Assert.True(answer.Length == 0 || answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), answer);
        Assert.Equal(200, (await served.Get("api/runs")).Status);
    }

    [Fact]
    public async Task Request_WithALineOrHeadersTooLong_IsRefused()
    {
        await using Served served = await Served.Start();
        string host = $"Host: 127.0.0.1:{served.Server.Port}\r\n";
        string path = $"/{served.Server.Token}/api/runs";
        string[] requests =
        [
            $"GET {path}?x={new string('y', 10_000)} HTTP/1.1\r\n{host}\r\n",
            $"GET {path} HTTP/1.1\r\n{host}X: {new string('y', 100_000)}\r\n\r\n",
            $"GET {path} HTTP/1.1\r\n{host}{string.Concat(Enumerable.Range(0, 500).Select(static i => $"X{i}: y\r\n"))}\r\n",
        ];
        foreach (string request in requests)
        {
            string answer = await Sent(served, request);
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
        }

        Assert.Equal(200, (await served.Get("api/runs")).Status);
    }

    [Theory]
    [InlineData("\u0000\u0001\u0002\u0003\u0004")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    public async Task Connection_ThatSpeaksSomethingElse_IsClosed(string bytes)
    {
        await using Served served = await Served.Start(static options => options with { HeaderTime = TimeSpan.FromMilliseconds(500) });
        string answer = await Sent(served, bytes);

        // HTTP/2 is told in its own tongue that it is not spoken here.
        Assert.DoesNotMatch("^HTTP/1.1 [23]", answer);
        Assert.Equal(200, (await served.Get("api/runs")).Status);
    }

    [Fact]
    public async Task Headers_ThatComeSlowly_AreGivenUpAndHoldNobodyUp()
    {
        await using Served served = await Served.Start(static options => options with { HeaderTime = TimeSpan.FromSeconds(1) });
        var slow = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 60; i++)
            {
                slow.Add(await served.Connect());
                await slow[i].GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /{served.Server.Token}/api/runs HTTP/1.1\r\nX: "), TestContext.Current.CancellationToken);
            }

            Assert.Equal(200, (await served.Get("api/runs")).Status);

            // A letter now and then does not keep the connection: it is closed though something comes.
            bool[] closed = await Task.WhenAll(slow.Select(IsClosed));
            Assert.All(closed, Assert.True);
            Assert.Equal(200, (await served.Get("api/runs")).Status);
        }
        finally
        {
            foreach (TcpClient connection in slow)
                connection.Dispose();
        }
    }

    [Fact]
    public async Task Connections_ManyAtOnce_AreAnsweredOrLetGoAndTheServerStaysUp()
    {
        await using Served served = await Served.Start(static options => options with { IdleTime = TimeSpan.FromSeconds(1) }, static served => served.Train("zero"));
        var idle = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 300; i++)
                idle.Add(await served.Connect());

            // Those that hold a place and say nothing lose it.
            Assert.Equal(200, (await Until(served, "api/runs")).Status);
        }
        finally
        {
            foreach (TcpClient connection in idle)
                connection.Dispose();
        }

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => served.Get("api/runs")));
        Assert.All(replies, static reply => Assert.Equal(200, reply.Status));
    }

    [Fact]
    public async Task Readings_ManyAtOnce_AreAnsweredOrRefusedInASentence()
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        byte[] drawing = LiveReadingTests.Drawing(512);
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => served.Post("api/digit?run=zero", drawing)));
        Assert.Contains(replies, static reply => reply.Status == 200);
        Assert.All(replies.Where(static reply => reply.Status != 200), static reply =>
        {
            Assert.Equal(429, reply.Status);
            Assert.Contains("Wait until some of it is done", reply.Error);
        });
        Assert.Equal(200, (await served.Post("api/digit?run=zero", drawing)).Status);
    }

    [Fact]
    public async Task Listeners_MoreThanAreServed_AreToldSoAndLeaveRoomWhenTheyGo()
    {
        await using Served served = await Served.Start();
        var streams = new List<HttpResponseMessage>();
        try
        {
            for (int i = 0; i < 16; i++)
            {
                streams.Add(await served.Client.GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
                Assert.Equal("text/event-stream", streams[i].Content.Headers.ContentType!.MediaType);
            }

            Assert.Equal(429, (await served.Get("api/events")).Status);
        }
        finally
        {
            foreach (HttpResponseMessage stream in streams)
                stream.Dispose();
        }

        // A place is free when the server has noticed that a page has gone.
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Served.Long; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            using HttpResponseMessage again = await served.Client.GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            if ((int)again.StatusCode == 200)
                return;
        }

        Assert.Fail("No place became free.");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"run\":1}")]
    [InlineData("{}")]
    [InlineData("{\"run\":\"zero\",\"more\":1}")]
    [InlineData("{\"run\":\"zero\",\"run\":\"zero\"}")]
    [InlineData("{\"run\":\"zero\",\"epochs\":1e99}")]
    [InlineData("{\"run\":null}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]")]
    public async Task Json_ThatIsNotWhatIsExpected_IsRefusedInASentence(string json)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        var request = new HttpRequestMessage(HttpMethod.Post, "api/continue") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        Reply reply = await served.Send(request);
        Assert.Equal(400, reply.Status);
        Assert.Contains("The request's body", reply.Error);
        Assert.DoesNotContain("Minima.", reply.Error);
    }

    private static async Task<bool> IsClosed(TcpClient connection)
    {
        byte[] buffer = new byte[1024];
        using var patience = new CancellationTokenSource(Served.Long);
        try
        {
            while (await connection.GetStream().ReadAsync(buffer, patience.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<Reply> Until(Served served, string path)
    {
        for (long began = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                return await served.Get(path);
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < Served.Long)
            {
            }
        }
    }

    /// <summary>What is answered; nothing where the connection was closed while it was still sent.</summary>
    private static async Task<string> Sent(Served served, string request)
    {
        try
        {
            return await served.Raw(request);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>So many zeros, not held in memory.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
