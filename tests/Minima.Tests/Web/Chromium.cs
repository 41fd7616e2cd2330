using Microsoft.Playwright;
using Minima.Web;

namespace Minima.Tests.Web;

/// <summary>A real browser, without a window; tests that need it are skipped where it is not installed, or where the page was not built in.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Path =
        new[] { Environment.GetEnvironmentVariable("MINIMA_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(static path => path is not null && File.Exists(path));

    // Waiting ends as soon as there is what was waited for; this is for a machine that has much else to do.
    private const int Patience = 120_000;

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
    public async Task<WatchedPage> OpenAsync(string address, int width = 1440, ColorScheme scheme = ColorScheme.Light)
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

    /// <summary>Scrolls through all of it, so that every figure is drawn.</summary>
    public async Task SeeAllAsync()
    {
        int height = await Page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        for (int top = 0; top < height; top += 500)
        {
            await Page.EvaluateAsync("top => scrollTo(0, top)", top);
            await Page.WaitForTimeoutAsync(30);
        }

        await WaitUntilAsync("[...document.querySelectorAll('.figure .plot')].every(plot => plot.querySelector('.main-svg, canvas'))");
    }

    /// <summary>Waits until an expression is true. (The driver's own way compiles text within the page, which its policy forbids.)</summary>
    public async Task WaitUntilAsync(string expression)
    {
        for (int i = 0; !await Page.EvaluateAsync<bool>(expression); i++)
        {
            Assert.True(i < 1000, $"It does not become true: {expression}");
            await Page.WaitForTimeoutAsync(100);
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
