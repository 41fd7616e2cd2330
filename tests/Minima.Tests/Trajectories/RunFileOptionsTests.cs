using System.Security.Cryptography;
using System.Text;
using Minima.Data.Augmentation;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class RunFileOptionsTests
{
    /// <summary>A run from given parameters on augmented data.</summary>
    public static RunConfiguration Augmented { get; } = new(
        Samples.Network, new Start(), new DescentOptions(), "digits", Samples.Fingerprint, new AugmentationRecipe(1, [10, -5.5], 3),
        GivenStart.Of(Samples.At(4, 0), 4));

    [Fact]
    public void ToBytes_OptionsInUse_AreExactlyThese()
    {
        string json = Text(new RunFile(Augmented, 9, new SaveSchedule(10), "0.1.0", new EarlyStopping(10_000, 2500)));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData([.. Samples.At(4, 0).Values.SelectMany(BitConverter.GetBytes)]));
        Assert.Contains(
            $"\"hidden_seed\":null,\"output_init\":\"given\",\"output_seed\":null,\"start\":{{\"parameters\":\"{sha256}\",\"epoch\":4}},\"batch_size\":20,",
            json);
        Assert.Contains($"{Samples.Fingerprint}\",\"augmentation\":{{\"blur\":1,\"rotate\":[10,-5.5],\"seed\":3}}}},\"identity\":", json);
        Assert.Contains("\"save_at\":[],\"early_stopping\":{\"patience\":10000,\"batches\":2500},\"version\":\"0.1.0\"}", json);
    }

    [Fact]
    public void Parse_OptionsInUse_RoundTrips()
    {
        byte[] bytes = new RunFile(Augmented, 9, new SaveSchedule(10), "0.1.0", new EarlyStopping(7, 3)).ToBytes();
        var read = RunFile.Parse(bytes, "run.json");
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(new EarlyStopping(7, 3), read.Stopping);
        Assert.Equal((Augmented.Given, 4, "blur 1, rotate 10,-5.5, seed 3"),
            (read.Configuration.Given, read.Configuration.FirstEpoch, read.Configuration.Augmentation!.ToString()));
    }

    [Fact]
    public void ToBytes_MinimiserAndSchedule_AreExactlyTheseAndRoundTrip()
    {
        RunConfiguration With(Minimiser? minimiser, RateSchedule? schedule) =>
            new(Samples.Network, new Start(), new DescentOptions { Minimiser = minimiser, Schedule = schedule }, "digits", Samples.Fingerprint);
        RunConfiguration momentum = With(new Momentum(0.8, Nesterov: true), new RateSchedule(2, null)), adam = Samples.Adam;
        Assert.Contains(
            "\"order_seed\":null,\"minimiser\":{\"momentum\":0.8,\"nesterov\":true,\"decay\":\"coupled\"},\"schedule\":{\"warm_up\":2},\"data_fingerprint\"",
            Text(new RunFile(momentum, 9, new SaveSchedule(10), "0.1.0")));
        Assert.Contains(
            "\"minimiser\":{\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1E-08,\"decay\":\"decoupled\"},\"schedule\":{\"warm_up\":1,\"epochs\":20},",
            Text(new RunFile(adam, 9, new SaveSchedule(10), "0.1.0")));
        foreach (RunConfiguration configuration in new[] { momentum, adam })
        {
            byte[] bytes = new RunFile(configuration, 9, new SaveSchedule(10), "0.1.0").ToBytes();
            var read = RunFile.Parse(bytes, "run.json");
            Assert.Equal(bytes, read.ToBytes());
            Assert.Equal(configuration.Descent, read.Configuration.Descent);
        }

        // A schedule that changes nothing is none, and makes no other run.
        Assert.Equal(Samples.Configuration.Identity, With(null, new RateSchedule(0, null)).Identity);
        Assert.Equal(
            ["minimiser is sgd in the folder but adam with betas 0.9, 0.999, epsilon 1E-08, decoupled decay was asked for",
             "schedule is constant in the folder but cosine to 0 at epoch 20 after a warm-up of 1 was asked for"],
            RunConfiguration.Differences(Samples.Configuration, adam));
        string json = Text(new RunFile(adam, 9, new SaveSchedule(10), "0.1.0"));
        Assert.Contains("epsilon is 0", Refused(json.Replace("1E-08", "0")));
        Assert.Contains("beta1 is 1;", Refused(json.Replace("\"beta1\":0.9,", "\"beta1\":1,")));
        Assert.Contains("decay is 'other'", Refused(json.Replace("\"decoupled\"", "\"other\"")));
        Assert.Contains("identity", Refused(json.Replace("\"warm_up\":1", "\"warm_up\":3")));
    }

    [Fact]
    public void Parse_NoOptions_ReadsRunsOfEarlierVersions()
    {
        string json = Text(new RunFile(Samples.Configuration, 9, new SaveSchedule(10), "0.1.0"));
        foreach (string name in new[] { "start", "augmentation", "early_stopping", "minimiser", "schedule" })
            Assert.DoesNotContain($"\"{name}\"", json);
        var read = RunFile.Parse(Encoding.UTF8.GetBytes(json), "run.json");
        Assert.Null(read.Stopping);
        Assert.Null(read.Configuration.Given);
        Assert.Null(read.Configuration.Augmentation);
    }

    [Fact]
    public void Parse_OptionsThatCannotBe_AreNamed()
    {
        string json = Text(new RunFile(Augmented, 9, new SaveSchedule(10), "0.1.0", new EarlyStopping(10_000, 2500)));
        Assert.Contains("a start, or none of the three", Refused(json.Replace("\"given\"", "\"zero\"")));
        Assert.Contains("a start, or none of the three", Refused(json.Replace("\"hidden_seed\":null", "\"hidden_seed\":1")));
        Assert.Contains("is no start", Refused(json.Replace(Augmented.Given!.Parameters, "abc")));
        Assert.Contains("The blur is -1", Refused(json.Replace("\"blur\":1", "\"blur\":-1")));
        Assert.Contains("An angle is 9999", Refused(json.Replace("10,-5.5", "9999")));
        Assert.Contains("seed is null", Refused(json.Replace("\"seed\":3", "\"seed\":null")));
        Assert.Contains("patience is not a whole number of at least 1", Refused(json.Replace("\"patience\":10000", "\"patience\":0")));
        Assert.Contains("identity", Refused(json.Replace("\"epoch\":4", "\"epoch\":5")));
        Assert.Contains("identity", Refused(json.Replace("-5.5", "-5.6")));
    }

    [Fact]
    public void Differences_InStartOrAugmentation_AreNamed()
    {
        RunConfiguration plain = Samples.Configuration;
        RunConfiguration Other(AugmentationRecipe? recipe, GivenStart? given) =>
            new(Samples.Network, new Start(), new DescentOptions(), "digits", Samples.Fingerprint, recipe, given);
        RunConfiguration augmented = Other(new AugmentationRecipe(1, []), null), given = Other(null, Augmented.Given);
        RunConfiguration later = Other(null, Augmented.Given! with { Epoch = 5 });
        Assert.Equal(["augmentation is none in the folder but blur 1, seed 0 was asked for"], RunConfiguration.Differences(plain, augmented));
        Assert.Contains(RunConfiguration.Differences(plain, given), static text => text.StartsWith("start is drawn from seeds in the folder but epoch 4 (parameters ", StringComparison.Ordinal));
        Assert.Contains("epoch 5", Assert.Single(RunConfiguration.Differences(given, later)));
        Assert.Equal(4, new[] { plain, augmented, given, later }.Select(static configuration => configuration.Identity).Distinct().Count());

        // What would have drawn a start makes no other run where the start is given.
        var seeded = new RunConfiguration(
            Samples.Network, new Start(9, OutputStart.Random, 9), new DescentOptions(), "digits", Samples.Fingerprint, null, Augmented.Given);
        Assert.Equal(given.Identity, seeded.Identity);
    }

    private static string Text(RunFile file) => string.Concat(Encoding.UTF8.GetString(file.ToBytes()).Where(static c => !char.IsWhiteSpace(c)));

    private static string Refused(string json) =>
        Assert.Throws<UnusableInputException>(() => RunFile.Parse(Encoding.UTF8.GetBytes(json), "run.json")).Message;
}
