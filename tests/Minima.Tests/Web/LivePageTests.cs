using Microsoft.Playwright;

namespace Minima.Tests.Web;

/// <summary>The served page in a real browser.</summary>
public sealed class LivePageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Page_Opened_ListsRunsReadsADrawnDigitAndASeenPicture()
    {
        Chromium.Demand();
        await using Served served = await Served.Start(prepare: static served =>
        {
            served.Train("zero");
            served.Train("rand", seed: 2);
        });
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address);
        IPage page = watched.Page;
        await Assertions.Expect(page.Locator(".runs li")).ToHaveCountAsync(2);
        await page.Locator(".runs button", new() { HasText = "zero" }).ClickAsync();
        await Draw(page);
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("At epoch 4:");
        await watched.WaitUntilAsync("document.querySelector('#reading .plot .main-svg') !== null");

        // Another run reads the same drawing.
        await page.Locator(".runs button", new() { HasText = "rand" }).ClickAsync();
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("At epoch 4:");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(page.Locator(".said")).ToHaveTextAsync("Draw a digit.");
        string file = served.Outside["drawn.png"];
        new Minima.Data.Pictures.Picture(120, 120, [.. LiveReadingTests.Drawing(120).Select(static value => (byte)(255 - value))]).WritePng(file);
        await page.Locator("#picture").SetInputFilesAsync(file);
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("At epoch 4:");
        Assert.Empty(watched.Elsewhere);
        Assert.Empty(watched.Complaints);
        Assert.All(watched.Home, url => Assert.StartsWith(served.Server.Address, url));
    }

    [Fact]
    public async Task Page_TwoSnapshotsChosen_ComparesThem()
    {
        Chromium.Demand();
        await using Served served = await Served.Start(prepare: static served =>
        {
            served.Train("a", epochs: 40);
            served.Train("b", epochs: 40, seed: 2);
        });
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address);
        await watched.Page.GetByLabel("Run of B").SelectOptionAsync("b");
        await watched.Page.GetByLabel("Epoch of B").SelectOptionAsync("40");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Assertions.Expect(watched.Page.Locator(".result .verdict")).ToContainTextAsync("a@40");
        Assert.Empty(watched.Elsewhere);
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task Page_RunStarted_IsWatchedStoppedAndContinued()
    {
        Chromium.Demand();
        await using Served served = await Served.Start(static options => options with { Data = null });
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address);
        IPage page = watched.Page;
        await Assertions.Expect(page.Locator(".runs")).ToContainTextAsync("There is no run here yet.");
        await page.Locator(".new summary").ClickAsync();
        await page.Locator("input[name=name]").FillAsync("mine");
        await page.Locator("select[name=data]").SelectOptionAsync("digits");
        await page.Locator("input[name=epochs]").FillAsync("100000");
        await page.Locator("input[name=saveEvery]").FillAsync("1000");
        await page.Locator("input[name=hidden]").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        ILocator run = page.Locator(".runs li", new() { HasText = "mine" });
        await Assertions.Expect(run.Locator(".state")).ToHaveTextAsync("training");
        await watched.WaitUntilAsync("/epoch ([1-9]\\d*) of 100000/.test(document.querySelector('.runs').textContent)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Assertions.Expect(run.Locator(".state")).ToHaveTextAsync("unfinished");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(run.Locator(".state")).ToHaveTextAsync("training");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Assertions.Expect(run.Locator(".state")).ToHaveTextAsync("unfinished");
        Assert.Empty(watched.Elsewhere);
        Assert.Empty(watched.Complaints);
    }

    /// <summary>A seven, by the mouse.</summary>
    private static async Task Draw(IPage page)
    {
        ILocator pad = page.Locator(".pad");
        await pad.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await pad.BoundingBoxAsync())!;
        float X(double share) => (float)(box.X + (share * box.Width));
        float Y(double share) => (float)(box.Y + (share * box.Height));
        await page.Mouse.MoveAsync(X(0.3), Y(0.2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(X(0.7), Y(0.2), new() { Steps = 5 });
        await page.Mouse.MoveAsync(X(0.45), Y(0.8), new() { Steps = 5 });
        await page.Mouse.UpAsync();
    }
}
