using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class RunFileTests
{
    private const string Expected = """
        {
          "configuration": {
            "format": "minima-run-1",
            "network": [
              {
                "name": "hidden",
                "kind": "dense",
                "inputs": 3,
                "outputs": 2,
                "activation": "tanh"
              },
              {
                "name": "output",
                "kind": "dense",
                "inputs": 2,
                "outputs": 2,
                "activation": "softmax"
              }
            ],
            "hidden_seed": 1234,
            "output_init": "zero",
            "output_seed": null,
            "batch_size": 20,
            "learning_rate": 0.01,
            "l1": 0,
            "l2": 0.0001,
            "order": "file",
            "order_seed": null,
            "data_fingerprint": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
          },
          "identity": "IDENTITY",
          "data": "digits",
          "epochs": 500,
          "save_every": 10,
          "save_at": [
            1,
            5
          ],
          "version": "0.1.0"
        }

        """;

    [Fact]
    public void ToBytes_Defaults_AreExactlyThese()
    {
        string json = Encoding.UTF8.GetString(Sample.ToBytes());
        Assert.Equal(Expected.ReplaceLineEndings("\n").Replace("IDENTITY", Samples.Configuration.Identity), json);
    }

    [Fact]
    public void Identity_IsTheHashOfTheObjectWithoutWhiteSpace()
    {
        // No text in it has white space, so all of it may go.
        string json = Encoding.UTF8.GetString(Sample.ToBytes());
        string canonical = string.Concat(JsonDocument.Parse(json).RootElement.GetProperty("configuration").GetRawText().Where(c => !char.IsWhiteSpace(c)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), Samples.Configuration.Identity);
    }

    [Fact]
    public void Parse_EveryOption_RoundTrips()
    {
        var descent = new DescentOptions { BatchSize = 7, LearningRate = 0.1 / 3, L1 = 1e-300, L2 = 5e-324, Order = ExampleOrder.Shuffled, OrderSeed = uint.MaxValue };
        var configuration = new RunConfiguration(
            Network.Perceptron(784, [300, 100], 10, Activation.Sigmoid), new Start(0, OutputStart.Random, 9), descent, "Ziffern/übung \"1\"", Samples.Fingerprint);
        byte[] bytes = new RunFile(configuration, 0, new SaveSchedule(0, [9, 3, 9]), "1.2.3").ToBytes();
        var read = RunFile.Parse(bytes, "run.json");
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(descent, read.Configuration.Descent);
        Assert.Equal(new Start(0, OutputStart.Random, 9), read.Configuration.Start);
        Assert.Equal([3, 9], read.Schedule.At);
        Assert.Equal(configuration.DataName, read.Configuration.DataName);
        Assert.Empty(RunConfiguration.Differences(configuration, read.Configuration));
    }

    [Fact]
    public void Identity_SeedsWithoutEffect_MakeNoOtherRun()
    {
        RunConfiguration a = Samples.Configuration;
        var b = new RunConfiguration(Samples.Network, new Start(OutputSeed: 99), new DescentOptions { OrderSeed = 5 }, "elsewhere", Samples.Fingerprint);
        Assert.Equal(a.Identity, b.Identity);
        var c = new RunConfiguration(Samples.Network, new Start(HiddenSeed: 99), new DescentOptions(), "digits", Samples.Fingerprint);
        Assert.NotEqual(a.Identity, c.Identity);
    }

    [Fact]
    public void Differences_AnyChangedMember_IsNamed()
    {
        // Whatever changes the identity must be named: each member of the canonical object in turn.
        RunConfiguration a = Samples.Configuration;
        var d = new DescentOptions();
        (string, RunConfiguration)[] changed =
        [
            ("network", With(network: Network.Perceptron(3, [2], 2, Activation.Relu))),
            ("hidden_seed", With(start: new Start(5))),
            ("output_init", With(start: new Start(Output: OutputStart.Random))),
            ("batch_size", With(d with { BatchSize = 1 })),
            ("learning_rate", With(d with { LearningRate = Math.BitIncrement(0.01) })),
            ("l1", With(d with { L1 = 1 })),
            ("l2", With(d with { L2 = 0 })),
            ("order", With(d with { Order = ExampleOrder.Shuffled })),
            ("data", With(fingerprint: Samples.Fingerprint.Replace("00", "01"))),
        ];
        foreach ((string name, RunConfiguration other) in changed)
        {
            Assert.NotEqual(a.Identity, other.Identity);
            Assert.StartsWith(name + " is ", RunConfiguration.Differences(a, other)[0]);
        }
    }

    [Theory]
    [InlineData("configuration.l2")]
    [InlineData("configuration.network")]
    [InlineData("epochs")]
    [InlineData("save_at")]
    [InlineData("version")]
    public void Parse_MissingMember_IsNamed(string path)
    {
        JsonObject root = JsonNode.Parse(Sample.ToBytes())!.AsObject();
        string[] parts = path.Split('.');
        Assert.True((parts.Length == 2 ? root[parts[0]]!.AsObject() : root).Remove(parts[^1]));
        Assert.Contains($"the member '{parts[^1]}' is missing", Refused(root.ToJsonString()));
    }

    [Fact]
    public void Parse_WhatDoesNotBelong_IsNamed()
    {
        string json = Encoding.UTF8.GetString(Sample.ToBytes());
        Assert.Contains("'threads' is not known", Refused(json.Replace("\"epochs\": 500", "\"epochs\": 500, \"threads\": 2")));
        Assert.Contains("not valid JSON", Refused(json.Replace("\"epochs\": 500", "\"epochs\": 500, \"epochs\": 500")));
        Assert.Contains("identity", Refused(json.Replace("0.0001", "0.001")));
        Assert.Contains("minima-run-2", Refused(json.Replace("minima-run-1", "minima-run-2")));
        Assert.Contains("softplus", Refused(json.Replace("\"tanh\"", "\"softplus\"")));
        Assert.Contains("more than", Refused(json.Replace("\"inputs\": 3,", "\"inputs\": 2147483647,")));
        Assert.Contains("at least 0", Refused(json.Replace("\"epochs\": 500", "\"epochs\": -1")));
        Assert.Contains("not valid JSON", Refused(json[..^5]));
    }

    [Fact]
    public void Configuration_NotFinite_IsRefused() =>
        Assert.Throws<UnusableInputException>(() => With(new DescentOptions { LearningRate = double.NaN }));

    private static RunFile Sample => new(Samples.Configuration, 500, new SaveSchedule(10, [5, 1]), "0.1.0");

    private static RunConfiguration With(DescentOptions? descent = null, Network? network = null, Start? start = null, string? fingerprint = null) =>
        new(network ?? Samples.Network, start ?? new Start(), descent ?? new DescentOptions(), "digits", fingerprint ?? Samples.Fingerprint);

    private static string Refused(string json) =>
        Assert.Throws<UnusableInputException>(() => RunFile.Parse(Encoding.UTF8.GetBytes(json), "run.json")).Message;
}
