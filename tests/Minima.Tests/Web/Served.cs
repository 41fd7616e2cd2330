using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Minima.Data;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Data;
using Minima.Trajectories;
using Minima.Web.Serving;

namespace Minima.Tests.Web;

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(int Status, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>What a refusal says.</summary>
    public string Error => Json.GetProperty("error").GetString()!;
}

/// <summary>A folder with a small data set of digits beside it, served on a port of this machine, and a client that knows the token.</summary>
internal sealed class Served : IAsyncDisposable
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private Served()
    {
        _folder.AddDigits("few", 60, 20);
        Directory.CreateDirectory(_folder["runs"]);
        Data = new DataLocator([]).Load(_folder["few"]);
    }

    public LiveServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>60 digits, of which ten validate; 20 test.</summary>
    public DataSet Data { get; }

    /// <summary>The served folder.</summary>
    public string Runs => _folder["runs"];

    /// <summary>What lies beside the served folder.</summary>
    public TemporaryFolder Outside => _folder;

    public static async Task<Served> Start(Func<ServeOptions, ServeOptions>? with = null, Action<Served>? prepare = null)
    {
        var served = new Served();
        prepare?.Invoke(served);
        var options = new ServeOptions { Folder = served.Runs, Data = served._folder["few"], Threads = 2, Locator = new DataLocator([]) };
        served.Server = await LiveServer.Start(with?.Invoke(options) ?? options);
        served.Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(served.Server.Address),
            Timeout = Long,
        };
        return served;
    }

    /// <summary>A run of a small network, trained to its end.</summary>
    public Run Train(string name, int epochs = 4, int hidden = 3, uint seed = 1, double learningRate = 0.1)
    {
        TrainingResult result = Training.Run(
            Configuration(hidden, seed, learningRate), Data, Path.Combine(Runs, name), epochs, new SaveSchedule(1), threads: 1);
        return Run.Open(result.Folder);
    }

    /// <summary>An autoencoder, trained to its end.</summary>
    public Run TrainAutoencoder(string name, int epochs = 2)
    {
        Network network = Network.Autoencoder(Data.Inputs, 3);
        var configuration = new RunConfiguration(
            network, new Start(1), new DescentOptions { BatchSize = 10, LearningRate = 0.1, L2 = 0, Corruption = new Corruption(0.3, 5) }, Data.Name, Data.Fingerprint);
        return Run.Open(Training.Run(configuration, Data, Path.Combine(Runs, name), epochs, new SaveSchedule(1), threads: 1).Folder);
    }

    public RunConfiguration Configuration(int hidden = 3, uint seed = 1, double learningRate = 0.1) => new(
        Network.Perceptron(Data.Inputs, [hidden], Data.Classes), new Start(seed), new DescentOptions { BatchSize = 10, LearningRate = learningRate },
        Data.Name, Data.Fingerprint);

    public Task<Reply> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Reply> Post(string path, object json) => Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(json) });

    public Task<Reply> Post(string path, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }

    public async Task<Reply> Send(HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await Client.SendAsync(request);
            return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
        }
    }

    /// <summary>What the list says of a run.</summary>
    public async Task<JsonElement> Summary(string name) =>
        (await Get("api/runs")).Json.GetProperty("runs").EnumerateArray().Single(run => run.GetProperty("name").GetString() == name);

    /// <summary>Asks until the list says it of the run; fails after a minute.</summary>
    public async Task<JsonElement> WaitFor(string name, Func<JsonElement, bool> isSo)
    {
        for (long end = Environment.TickCount64 + (long)Long.TotalMilliseconds; Environment.TickCount64 < end; await Task.Delay(50))
        {
            JsonElement run = (await Get("api/runs")).Json.GetProperty("runs").EnumerateArray().FirstOrDefault(run => run.GetProperty("name").GetString() == name);
            if (run.ValueKind == JsonValueKind.Object && isSo(run))
                return run;
        }

        throw new TimeoutException($"The run {name} did not become what was waited for.");
    }

    public Task<JsonElement> WaitForState(string name, string state) => WaitFor(name, run => run.GetProperty("state").GetString() == state);

    /// <summary>Sends bytes as they are, and reads what comes until the server closes the connection.</summary>
    public async Task<string> Raw(string request)
    {
        using TcpClient connection = await Connect();
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        using var patience = new CancellationTokenSource(Long);
        await stream.CopyToAsync(answer, patience.Token);
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async Task<TcpClient> Connect()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", Server.Port);
        return connection;
    }

    /// <summary>A GET as it goes over the line, for a target that no client would send.</summary>
    public string Line(string target) => $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{Server.Port}\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.Stop();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
