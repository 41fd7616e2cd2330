using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Minima.Tests.Data;

/// <summary>A web server on this machine that answers each path as told, well or badly; other paths with 404.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public delegate Task Answer(Stream stream, CancellationToken stop);

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public ConcurrentDictionary<string, Answer> Answers { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public static Answer Content(byte[] body) => (stream, stop) => SendAsync(stream, $"Content-Length: {body.Length}", body, stop);

    /// <summary>Promises the whole body, sends a part, and hangs up.</summary>
    public static Answer Truncated(byte[] body, int sent) =>
        (stream, stop) => SendAsync(stream, $"Content-Length: {body.Length}", body[..sent], stop);

    /// <summary>Promises the whole body, sends a part, and falls silent.</summary>
    public static Answer Silent(byte[] body, int sent) => async (stream, stop) =>
    {
        await SendAsync(stream, $"Content-Length: {body.Length}", body[..sent], stop);
        await Task.Delay(Timeout.Infinite, stop);
    };

    /// <summary>Accepts the request and says nothing.</summary>
    public static Answer Mute() => static (_, stop) => Task.Delay(Timeout.Infinite, stop);

    public static Answer Announcing(long length) => (stream, stop) => SendAsync(stream, $"Content-Length: {length}", new byte[1000], stop);

    /// <summary>Sends zeros, without saying how many, until the client hangs up.</summary>
    public static Answer Endless() => static async (stream, stop) =>
    {
        await SendAsync(stream, "X-Length: endless", [], stop);
        var zeros = new byte[1 << 20];
        while (!stop.IsCancellationRequested)
            await stream.WriteAsync(zeros, stop);
    };

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static async Task SendAsync(Stream stream, string header, byte[] body, CancellationToken stop, string status = "200 OK")
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{header}\r\n\r\n"), stop);
        await stream.WriteAsync(body, stop);
        await stream.FlushAsync(stop);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string path = (await reader.ReadLineAsync(stop))!.Split(' ')[1];
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync(stop)))
                {
                    // The rest of the request does not matter.
                }

                Requests.Enqueue(path);
                await (Answers.TryGetValue(path, out Answer? answer)
                    ? answer(stream, stop)
                    : SendAsync(stream, "Content-Length: 0", [], stop, "404 Not Found"));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client hung up, as some tests want it to, or the test has ended.
            }
        }
    }
}
