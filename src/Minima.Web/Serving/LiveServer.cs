using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Minima.Web.Serving;

/// <summary>
/// The page of a folder of runs, on this machine's own address alone (127.0.0.1). Nothing of the surroundings changes that: neither a
/// configuration file nor a variable is read.
/// </summary>
public sealed class LiveServer : IAsyncDisposable
{
    private const int MostConnections = 128;
    private const int LongestRequestLine = 4096;
    private const int MostHeaders = 64;

    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly LiveService _service;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _following;

    private LiveServer(WebApplication application, LiveService service, string token)
    {
        (_application, _service, Token) = (application, service, token);
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(bound).Port;
        _following = Task.Run(() => service.Watch.Follow(_end.Token));
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>What a request must know.</summary>
    public string Token { get; }

    /// <summary>The address of the page, with the token in it.</summary>
    public string Address => $"http://127.0.0.1:{Port}/{Token}/";

    /// <summary>The folder that is served.</summary>
    public string Folder => _service.Folder.Path;

    /// <summary>Begins to serve.</summary>
    /// <exception cref="UnusableInputException">The port is taken, or may not be used.</exception>
    public static async Task<LiveServer> Start(ServeOptions options, CancellationToken cancellation = default)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "minima" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Limit(server, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = EndTime);
        WebApplication application = builder.Build();
        string token = Gate.NewToken();
        var service = new LiveService(options);
        application.Use(next => context => new Gate(token).Pass(context, next));
        application.UseRouting();
        Endpoints.Map(application, service);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await application.DisposeAsync();
            throw new UnusableInputException($"The port {options.Port} is taken by another program. Name another (--port), or leave it out for a free one.", e);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            await application.DisposeAsync();
            throw new UnusableInputException($"The port {options.Port} cannot be used: {e.Message}. Name another (--port), or leave it out for a free one.", e);
        }

        return new LiveServer(application, service, token);
    }

    /// <summary>Ends: takes no more, stops all trainings, and waits until where they stand is saved.</summary>
    /// <returns>A sentence for each training that was stopped or had failed.</returns>
    public async Task<IReadOnlyList<string>> Stop()
    {
        IReadOnlyList<TrainingTask> stopped = await _service.Trainer.Close();
        _service.Watch.Summaries();
        _service.Hub.Close();
        await _end.CancelAsync();
        await _following;
        using var patience = new CancellationTokenSource(EndTime);
        await _application.StopAsync(patience.Token);
        return [.. stopped.Select(static task => task.Result?.Sentence ?? task.Failure).OfType<string>()];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _application.DisposeAsync();
        _service.Dispose();
        _end.Dispose();
    }

    private static void Limit(KestrelServerOptions server, ServeOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = MostConnections;
        server.Limits.MaxConcurrentUpgradedConnections = 0;
        server.Limits.MaxRequestLineSize = LongestRequestLine;
        server.Limits.MaxRequestHeaderCount = MostHeaders;
        server.Limits.RequestHeadersTimeout = options.HeaderTime;
        server.Limits.KeepAliveTimeout = options.IdleTime;

        // Each request that may have a longer body says so.
        server.Limits.MaxRequestBodySize = LongestRequestLine;
        server.Listen(IPAddress.Loopback, options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>The command decides when it ends: signals are its business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
