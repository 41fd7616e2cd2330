using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace Minima.Tests.Web;

/// <summary>The report in a real browser, from its file.</summary>
[Collection(Browsing.Name)]
public sealed partial class ReportPageTests(Chromium chromium, ReportFiles files) : IClassFixture<ReportFiles>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Report_SeenToItsEnd_AsksForNothingAndComplainsOfNothing(int width, ColorScheme scheme)
    {
        await using WatchedPage watched = await OpenAsync(width, scheme);
        await watched.SeeAllAsync();
        Assert.Empty(watched.Elsewhere);
        Assert.Empty(watched.Complaints);

        // Nothing sticks out to the side.
        Assert.True(await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0);
        string colour = await watched.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        int brightness = Number().Matches(colour).Take(3).Sum(static match => int.Parse(match.Value, CultureInfo.InvariantCulture));
        Assert.True(scheme == ColorScheme.Light ? brightness > 600 : brightness < 200, colour);
    }

    [Fact]
    public async Task Report_AtFirstSight_SaysTheVerdictInWords()
    {
        await using WatchedPage watched = await OpenAsync();
        using var data = JsonDocument.Parse(await watched.Page.Locator("#minima").TextContentAsync() ?? "");
        JsonElement pair = data.RootElement.GetProperty("pairs")[0];
        ILocator verdict = watched.Page.GetByRole(AriaRole.Region, new() { Name = "Verdict", Exact = true });
        await Assertions.Expect(verdict).ToContainTextAsync("Did zero and rand find the same minimum?");
        foreach (JsonElement text in pair.GetProperty("plain").EnumerateArray())
            await Assertions.Expect(verdict).ToContainTextAsync(text.GetString()!);
        foreach (JsonElement point in pair.GetProperty("certainty").EnumerateArray())
            await Assertions.Expect(verdict).ToContainTextAsync(point.GetProperty("title").GetString()!);
        string word = pair.GetProperty("answer").GetString() switch { "yes" => "Yes.", "nearly" => "Nearly.", "no" => "No.", "open" => "Not shown.", _ => "No answer." };
        await Assertions.Expect(verdict.Locator(".word")).ToContainTextAsync(word);
        Assert.True(await verdict.Locator(".word").EvaluateAsync<double>("element => element.getBoundingClientRect().bottom") < 900);
    }

    [Fact]
    public async Task Slider_MovedByKeys_MovesAllViewsTogether()
    {
        await using WatchedPage watched = await OpenAsync();
        await watched.SeeAllAsync();
        ILocator slider = watched.Page.GetByRole(AriaRole.Slider);
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", "epoch 6");
        string before = await watched.Page.Locator("canvas.sheet").First.EvaluateAsync<string>("canvas => canvas.toDataURL()");
        await slider.FocusAsync();
        await watched.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", "epoch 0");
        await Assertions.Expect(watched.Page.Locator(".unit-sheet figcaption").First).ToHaveTextAsync("zero at epoch 0");
        Assert.NotEqual(before, await watched.Page.Locator("canvas.sheet").First.EvaluateAsync<string>("canvas => canvas.toDataURL()"));
        await Assertions.Expect(watched.Page.Locator(".counts")).ToContainTextAsync("zero at epoch 0");
        await watched.Page.Locator("#path .plot").ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(watched.Page.Locator("#path .xtitle")).ToHaveTextAsync("at epoch 0");
        await watched.Page.Locator("#errors .plot").ScrollIntoViewIfNeededAsync();
        await watched.WaitUntilAsync("document.querySelector('#errors .plot').layout.shapes?.[0].x0 === 0");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Play the epochs" }).ClickAsync();
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", "epoch 6");
        await Assertions.Expect(watched.Page.Locator(".unit-sheet figcaption").First).ToHaveTextAsync("zero at epoch 6");
    }

    [Fact]
    public async Task Figure_ItsControls_HideScaleAndTell()
    {
        await using WatchedPage watched = await OpenAsync();
        await watched.SeeAllAsync();
        ILocator errors = watched.Page.Locator("#errors");
        Task<int> Lines() => errors.Locator(".plot").EvaluateAsync<int>("plot => plot.data.length");
        Assert.Equal(2, await Lines());
        ILocator rand = errors.GetByRole(AriaRole.Button, new() { Name = "rand" });
        await rand.PressAsync("Enter");
        Assert.Equal(1, await Lines());
        await Assertions.Expect(errors.GetByRole(AriaRole.Button, new() { Name = "rand" })).ToHaveAttributeAsync("aria-pressed", "false");
        await errors.GetByRole(AriaRole.Button, new() { Name = "rand" }).ClickAsync();
        Assert.Equal(2, await Lines());

        string Axis() => "plot => plot.layout.yaxis.type";
        Assert.Equal("log", await errors.Locator(".plot").EvaluateAsync<string>(Axis()));
        await errors.GetByLabel("log axis").UncheckAsync();
        Assert.Equal("linear", await errors.Locator(".plot").EvaluateAsync<string>(Axis()));

        // Values under the pointer.
        await errors.Locator(".plot .nsewdrag").HoverAsync();
        await Assertions.Expect(errors.Locator(".hoverlayer text").First).ToBeVisibleAsync();

        // A zoom, and the way back.
        await errors.Locator(".plot").EvaluateAsync("plot => plot.layout.xaxis.range = [1, 2]");
        await errors.GetByRole(AriaRole.Button, new() { Name = "Whole range" }).ClickAsync();
        Assert.True(await errors.Locator(".plot").EvaluateAsync<double>("plot => plot.layout.xaxis.range[1]") >= 6);

        // The table says the same numbers.
        await errors.GetByText("Table").ClickAsync();
        await Assertions.Expect(errors.GetByRole(AriaRole.Row)).ToHaveCountAsync(1 + (2 * 7));
        Assert.Empty(watched.Complaints);
    }

    [Fact]
    public async Task Figure_Saved_IsSvgAndCsv()
    {
        await using WatchedPage watched = await OpenAsync();
        await watched.SeeAllAsync();
        int count = await watched.Page.Locator(".figure .tools").CountAsync();
        Assert.True(count >= 7, $"{count} figures");
        for (int i = 0; i < count; i++)
        {
            ILocator tools = watched.Page.Locator(".figure .tools").Nth(i);
            IDownload csv = await watched.Page.RunAndWaitForDownloadAsync(() => tools.GetByText("Save CSV").ClickAsync());
            string[] rows = (await File.ReadAllTextAsync(await csv.PathAsync(), TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n');
            Assert.True(rows.Length > 1 && rows.All(row => row.Split(',').Length == rows[0].Split(',').Length), csv.SuggestedFilename);
            IDownload svg = await watched.Page.RunAndWaitForDownloadAsync(() => tools.GetByText("Save SVG").ClickAsync());
            Assert.Equal("svg", XDocument.Parse(await File.ReadAllTextAsync(await svg.PathAsync(), TestContext.Current.CancellationToken)).Root!.Name.LocalName);

            // The browser drops what would be the eleventh download of a page within a second, and says nothing.
            await watched.Page.WaitForTimeoutAsync(250);
        }

        Assert.Empty(watched.Elsewhere);
    }

    [Fact]
    public async Task Report_ForThoseWhoDoNotSee_NamesEachPictureAndControl()
    {
        await using WatchedPage watched = await OpenAsync();
        await watched.SeeAllAsync();
        string[] nameless = await watched.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, input, select, summary, canvas, [role=img], [role=region], nav, section")]
              .filter(element => element.getAttribute("aria-hidden") !== "true" && !element.closest(".js-plotly-plot .main-svg") && !element.closest(".plot canvas, .plot .gl-container"))
              .filter(element => !(element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent.trim() || element.labels?.length))
              .map(element => element.outerHTML.slice(0, 120))
            """);
        Assert.Empty(nameless);
        Assert.Equal(1, await watched.Page.Locator("h1").CountAsync());
        Assert.Equal("en", await watched.Page.EvaluateAsync<string>("document.documentElement.lang"));
    }

    [Fact]
    public async Task Report_Printed_ShowsEveryFigureOnLightPaper()
    {
        await using WatchedPage watched = await OpenAsync(scheme: ColorScheme.Dark);
        byte[] paper = await watched.Page.PdfAsync();
        Assert.True(paper.AsSpan(0, 4).SequenceEqual("%PDF"u8));
        await watched.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await watched.WaitUntilAsync("[...document.querySelectorAll('.figure .plot')].every(plot => plot.data)");
        Assert.Equal("#1B1F24", await watched.Page.EvaluateAsync<string>("document.querySelector('#errors .plot').layout.font.color"));
        await watched.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(watched.Page.Locator(".epochs")).ToBeHiddenAsync();
    }

    private async Task<WatchedPage> OpenAsync(int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        Chromium.Demand();
        return await chromium.OpenAsync(files.Address, width, scheme);
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
