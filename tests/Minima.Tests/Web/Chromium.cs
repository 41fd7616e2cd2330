using Microsoft.Playwright;
using Minima.Web;

namespace Minima.Tests.Web;

/// <summary>
/// Tests that drive a browser: one after the other and when no other test runs. A browser is many processes, each of which needs its turn
/// before the page has done the least thing.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Browsing : ICollectionFixture<Chromium>
{
    internal const string Name = "browser";
}

/// <summary>A real browser, without a window; tests that need it are skipped where it is not installed, or where the page was not built in.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Path =
        new[] { Environment.GetEnvironmentVariable("MINIMA_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(static path => path is not null && File.Exists(path));

    // Waiting ends as soon as there is what was waited for; this is for a machine that has much else to do.
    internal const int Patience = 300_000;

    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _driver;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Path is null)
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _driver?.Dispose();
    }

    /// <summary>Skips the test where there is no browser.</summary>
    public static void Demand()
    {
        Assert.SkipUnless(Path is not null, "No Chromium is found (Debian's package chromium; MINIMA_CHROMIUM names one).");
        Assert.SkipUnless(ClientFiles.AreBuiltIn, "The page was not built in: Node.js was missing (Debian's packages nodejs and npm).");
    }

    /// <summary>Opens a page, and watches what it asks for and complains of.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="slowness">How many times slower the page computes than it could.</param>
    public async Task<WatchedPage> OpenAsync(string address, int width = 1440, ColorScheme scheme = ColorScheme.Light, int slowness = 1)
    {
        Demand();
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        var watched = new WatchedPage(context, await context.NewPageAsync(), address);
        if (slowness > 1)
        {
            ICDPSession session = await context.NewCDPSessionAsync(watched.Page);
            await session.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = slowness });
        }

        await watched.Page.GotoAsync(address);
        return watched;
    }
}

/// <summary>A page in a browser of its own.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    internal WatchedPage(IBrowserContext context, IPage page, string address)
    {
        (_context, Page) = (context, page);
        string home = new Uri(address).GetLeftPart(UriPartial.Authority);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                (request.Url.StartsWith(home, StringComparison.Ordinal) && home.StartsWith("http", StringComparison.Ordinal) ? Home : Elsewhere).Add(request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of the console, and exceptions.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Requests to the page's own server.</summary>
    public List<string> Home { get; } = [];

    /// <summary>Requests to anywhere else.</summary>
    public List<string> Elsewhere { get; } = [];

    /// <summary>
    /// Looks at every figure, so that it is drawn. A figure is drawn when a frame of the page has it near the window: who goes on before there
    /// was such a frame has not looked at it.
    /// </summary>
    public async Task SeeAllAsync()
    {
        ILocator plots = Page.Locator(".figure .plot");
        int count = await plots.CountAsync();
        for (int i = 0; i < count; i++)
        {
            await plots.Nth(i).EvaluateAsync("plot => plot.scrollIntoView({ block: 'center' })");
            await Assertions.Expect(plots.Nth(i).Locator(".main-svg, canvas").First).ToBeAttachedAsync();
        }
    }

    /// <summary>Waits until an expression is true. (The driver's own way compiles text within the page, which its policy forbids.)</summary>
    public async Task WaitUntilAsync(string expression)
    {
        for (long began = Environment.TickCount64; !await Page.EvaluateAsync<bool>(expression); await Page.WaitForTimeoutAsync(100))
            Assert.True(Environment.TickCount64 - began < Chromium.Patience, $"It does not become true: {expression}");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
