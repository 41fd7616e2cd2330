using Microsoft.Playwright;

namespace Minima.Tests.Web;

/// <summary>The served page in a real browser.</summary>
[Collection(Browsing.Name)]
public sealed class LivePageTests(Chromium chromium)
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
    public async Task Page_OfAnAutoencoder_ShowsCostsWhereOthersHaveErrors()
    {
        Chromium.Demand();
        await using Served served = await Served.Start(prepare: static served => served.TrainAutoencoder("da"));
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address);
        await Assertions.Expect(watched.Page.Locator(".runs li")).ToContainTextAsync("test cost");
        await Assertions.Expect(watched.Page.Locator("#training")).ToContainTextAsync("Cost of reconstruction by epoch");
        await Assertions.Expect(watched.Page.GetByText("Errors by epoch")).ToHaveCountAsync(0);
        await Assertions.Expect(watched.Page.Locator("#draw")).ToHaveCountAsync(0);
        Assert.Empty(watched.Complaints);
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

    // A page that computes far slower than the run goes on is not to fall behind what it tells, nor to keep its buttons from being pressed.
    [Theory, InlineData(1), InlineData(30)]
    public async Task Page_RunStarted_IsWatchedStoppedAndContinued(int slowness)
    {
        Chromium.Demand();
        await using Served served = await Served.Start(static options => options with { Data = null });
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address, slowness: slowness);
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

    [Fact]
    public async Task Page_AnswerThatComesAfterNewerEvents_KeepsTheNewerState()
    {
        Chromium.Demand();
        await using Served served = await Served.Start(static options => options with { Data = null });
        Assert.Equal(200, (await served.Post("api/train", new { name = "mine", epochs = 1_000_000, saveEvery = 0, hidden = new[] { 2 }, data = "digits" })).Status);
        await using WatchedPage watched = await chromium.OpenAsync(served.Server.Address);
        IPage page = watched.Page;
        var late = new TaskCompletionSource();
        await page.RouteAsync("**/api/stop", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            await late.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        ILocator state = page.Locator(".runs li", new() { HasText = "mine" }).Locator(".state");
        ILocator stop = page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true });
        await stop.ClickAsync();

        // Said by an event, as the answer is held up.
        await Assertions.Expect(state).ToHaveTextAsync("unfinished");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(state).ToHaveTextAsync("training");
        IResponse old = await page.RunAndWaitForResponseAsync(() => Task.FromResult(late.TrySetResult()), "**/api/stop");
        Assert.Contains("\"unfinished\"", await old.TextAsync());
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Assertions.Expect(state).ToHaveTextAsync("training");
        await stop.ClickAsync();
        await Assertions.Expect(state).ToHaveTextAsync("unfinished");
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
