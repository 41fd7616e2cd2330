using System.Text;
using System.Text.Json;
using Minima.Data.Pictures;
using Minima.Studies;
using Minima.Trajectories;
using Minima.Web.Serving;

namespace Minima.Tests.Web;

/// <summary>Drawings and pictures, read by every snapshot of a run.</summary>
public sealed class LiveReadingTests
{
    [Fact]
    public async Task Drawing_ReadByEverySnapshot_IsWhatPredictReads()
    {
        Run? run = null;
        await using Served served = await Served.Start(prepare: served => run = served.Train("zero"));
        byte[] ink = Drawing(280);
        Reply reply = await served.Post("api/digit?run=zero", ink);
        Assert.Equal(200, reply.Status);

        // As a file, dark on light, by the command's own way.
        string file = served.Outside["drawn.png"];
        new Picture(280, 280, [.. ink.Select(static value => (byte)(255 - value))]).WritePng(file);
        var input = PredictionInput.FromPicture(file);
        Assert.Equal([0, 1, 2, 3, 4], reply.Json.GetProperty("epochs").EnumerateArray().Select(static epoch => epoch.GetInt32()));
        Assert.Equal(input.Image!, reply.Json.GetProperty("pixels").GetBytesFromBase64());
        JsonElement probabilities = reply.Json.GetProperty("probabilities");
        Assert.Equal(5, probabilities.GetArrayLength());
        for (int epoch = 0; epoch <= 4; epoch++)
        {
            IReadOnlyList<double> expected = Prediction.Of("zero", run!.Read(epoch), [input])[0].Probabilities;
            Assert.Equal(expected, probabilities[epoch].EnumerateArray().Select(static p => p.GetDouble()));
        }

        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("remark").ValueKind);
    }

    [Theory]
    [InlineData("P5\n")]
    [InlineData("PNG")]
    public async Task Picture_OfEitherKind_IsReadAsTheDrawing(string kind)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        byte[] ink = Drawing(120), grey = [.. ink.Select(static value => (byte)(255 - value))];
        string file = served.Outside["drawn.png"];
        new Picture(120, 120, grey).WritePng(file);
        byte[] content = kind == "PNG" ? File.ReadAllBytes(file) : [.. Encoding.ASCII.GetBytes("P5\n120 120\n255\n"), .. grey];
        Reply picture = await served.Post("api/picture?run=zero", content), drawing = await served.Post("api/digit?run=zero", ink);
        Assert.Equal(200, picture.Status);
        Assert.Equal(drawing.Body, picture.Body);
    }

    public static TheoryData<string, byte[], string> Malformed
    {
        get
        {
            byte[] png = Png();
            return new TheoryData<string, byte[], string>
            {
                { "text", Encoding.ASCII.GetBytes("this is no picture"), "no picture that can be read" },
                { "jpeg", [0xff, 0xd8, 0xff, 0xe0, 0, 16, (byte)'J', (byte)'F'], "JPEG" },
                { "cut", png[..(png.Length / 2)], "damaged" },
                { "flipped", [.. png.Select((value, i) => i == 60 ? (byte)(value ^ 0xff) : value)], "damaged" },
                { "huge", [.. png[..16], 0, 0, 0x80, 0, 0, 0, 0x80, 0, .. png[24..]], "" },
                { "pgm", Encoding.ASCII.GetBytes("P5\n30000 30000\n255\n"), "" },
                { "short pgm", Encoding.ASCII.GetBytes("P5\n100 100\n255\nxx"), "damaged" },
                { "blank", [.. Encoding.ASCII.GetBytes("P5\n60 60\n255\n"), .. Enumerable.Repeat((byte)255, 3600)], "blank" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Picture_ThatIsNone_IsRefusedInASentence(string what, byte[] content, string word)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        Reply reply = await served.Post("api/picture?run=zero", content);
        Assert.True(reply.Status == 400, $"{what}: {reply.Status}");
        Assert.Contains(word, reply.Error);
        Assert.Equal(200, (await served.Post("api/picture?run=zero", Png())).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(783)]
    [InlineData(27 * 27)]
    [InlineData((280 * 280) + 1)]
    public async Task Drawing_OfAnotherSize_IsRefused(int length)
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        Assert.Equal(400, (await served.Post("api/digit?run=zero", new byte[length])).Status);
    }

    [Fact]
    public async Task Drawing_WithoutInk_IsRefusedInASentence()
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("zero"));
        Reply reply = await served.Post("api/digit?run=zero", new byte[280 * 280]);
        Assert.Equal(400, reply.Status);
        Assert.Contains("blank", reply.Error);
    }

    [Fact]
    public async Task Drawing_ReadByARunThatDiverged_HasNoFiguresWhereThereAreNone()
    {
        await using Served served = await Served.Start(prepare: static served => served.Train("wild", learningRate: 1e30));
        Assert.Equal("diverged", (await served.Summary("wild")).GetProperty("state").GetString());
        JsonElement probabilities = (await served.Post("api/digit?run=wild", Drawing())).Json.GetProperty("probabilities");
        Assert.All(probabilities[0].EnumerateArray(), static p => Assert.True(p.GetDouble() >= 0));
        Assert.All(probabilities[probabilities.GetArrayLength() - 1].EnumerateArray(), static p => Assert.Equal(JsonValueKind.Null, p.ValueKind));
    }

    [Fact]
    public async Task Spread_OfManySnapshots_TakesFirstAndLastAndKeepsEvenDistances()
    {
        await using Served served = await Served.Start();
        IReadOnlyList<int> all = SnapshotShelf.Spread(served.Train("few", epochs: 63)), some = SnapshotShelf.Spread(served.Train("many", epochs: 200));
        Assert.Equal(Enumerable.Range(0, 64), all);
        Assert.Equal(64, some.Count);
        Assert.Equal((0, 200), (some[0], some[^1]));
        Assert.All(some.Zip(some.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 3, 4));
    }

    [Fact]
    public async Task Shelf_AskedTwice_ReadsOnceAndAgainWhenTheFileHasChanged()
    {
        await using Served served = await Served.Start();
        Run run = served.Train("zero");
        var shelf = new SnapshotShelf();
        Snapshot first = shelf.Read(run, 4);
        Assert.Same(first, shelf.Read(run, 4));
        File.SetLastWriteTimeUtc(RunFolder.Snapshot(run.Folder, 4), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Snapshot again = shelf.Read(run, 4);
        Assert.NotSame(first, again);
        Assert.Equal(first.Parameters.Values, again.Parameters.Values);
    }

    /// <summary>A seven: 255 where there is ink.</summary>
    internal static byte[] Drawing(int side = 280)
    {
        byte[] ink = new byte[side * side];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                double u = (double)x / side, v = (double)y / side;
                bool bar = u is > 0.25 and < 0.75 && v is > 0.18 and < 0.26;
                bool stem = v is >= 0.26 and < 0.85 && Math.Abs(u - (0.71 - (0.4 * (v - 0.26)))) < 0.04;
                ink[(y * side) + x] = bar || stem ? (byte)255 : (byte)0;
            }
        }

        return ink;
    }

    private static byte[] Png()
    {
        using var folder = new TemporaryFolder();
        new Picture(120, 120, [.. Drawing(120).Select(static value => (byte)(255 - value))]).WritePng(folder["seven.png"]);
        return File.ReadAllBytes(folder["seven.png"]);
    }
}
