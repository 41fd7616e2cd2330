using System.Text.Json;
using Minima.Cli;
using Minima.Data;
using Minima.Data.Pictures;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Data;
using Minima.Tests.Data.Pictures;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class PredictCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public PredictCommandTests()
    {
        _line.AddDigits("digits", 600, 60);
        Outcome trained = _line.Run(
            "train", "--out", "~/run", "--data", "~/digits", "--hidden", "30", "--learning-rate", "0.1", "--batch-size", "10", "--epochs", "20", "--save-every", "20", "--threads", "1");
        Assert.True(trained.ExitCode == ExitCode.Done, trained.Messages);
        byte[] digit = new byte[784];
        foreach (int i in new[] { 2, 10, 3 })
        {
            byte label = BuiltInDigits.DrawExample(2016, 2, i, digit);
            Directory.CreateDirectory(_line["photos"]);
            new SyntheticPhoto { Noise = 3 }.Take(digit, i).WritePng(_line[$"photos/photo-{label}.png"]);
        }
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Predict_AFolder_HasWhatOthersRelyOn()
    {
        Outcome outcome = _line.Run("predict", "~/run", "~/photos", "--json", "--expect-from-name", "--save-prepared", "~/seen");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement[] elements = [.. outcome.Json.EnumerateArray()];
        string[] files = Directory.GetFiles(_line["photos"]);
        Assert.Equal(files.Length, elements.Length);
        Assert.Equal(files.Order(StringComparer.Ordinal), elements.Select(static element => element.GetProperty("file").GetString()));
        Snapshot snapshot = Run.Open(_line["run"]).ReadLast();
        foreach (JsonElement element in elements)
        {
            double[] probabilities = [.. element.GetProperty("probabilities").EnumerateArray().Select(static p => p.GetDouble())];
            Assert.Equal(10, probabilities.Length);
            Assert.True(Math.Abs(probabilities.Sum() - 1) <= 1e-5);
            int prediction = element.GetProperty("prediction").GetInt32();
            Assert.Equal(prediction, Array.IndexOf(probabilities, probabilities.Max()));
            Assert.Equal(JsonValueKind.Null, element.GetProperty("data").ValueKind);
            Assert.Equal(20, element.GetProperty("snapshot").GetProperty("epoch").GetInt32());

            // What was saved is what was read.
            string file = element.GetProperty("file").GetString()!;
            var seen = Picture.Read(Path.Combine(_line["seen"], Path.GetFileName(file)));
            Assert.Equal(DigitImage.Prepare(Picture.Read(file), file), seen.Grey.ToArray());
            using var functional = new Functional(snapshot.Network, Examples.FromPixels(seen.Grey.ToArray(), new byte[1], 784));
            Assert.Equal(functional.LogProbabilities(snapshot.Parameters).Select(static log => Elementary.Exp(log)), probabilities);
            int expected = Path.GetFileNameWithoutExtension(file)[^1] - '0';
            Assert.Equal(expected, element.GetProperty("expected").GetInt32());
            Assert.Equal(expected == prediction, element.GetProperty("correct").GetBoolean());
        }
    }

    [Fact]
    public void Predict_AsText_ShowsProbabilitiesAndCounts()
    {
        string[] files = Directory.GetFiles(_line["photos"]);
        Outcome outcome = _line.Run("predict", "~/run@last", files[0]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("p(9)", outcome.Results);
        Assert.DoesNotContain("expected", outcome.Results);
        outcome = _line.Run("predict", "~/run", "~/photos", "--expect-from-name");
        Assert.Contains($" of {files.Length} right", outcome.Results);
        Assert.Contains("expected", outcome.Results);
    }

    [Fact]
    public void Predict_ByIndex_TakesTheRunsOwnData()
    {
        Outcome outcome = _line.Run("predict", "~/run", "--index", "1,5", "--set", "valid", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        DataSet data = IdxFolder.Load(_line["digits"]);
        foreach ((JsonElement element, int index) in outcome.Json.EnumerateArray().Zip([1, 5]))
        {
            Assert.EndsWith($"/valid/{index}", element.GetProperty("file").GetString());
            Assert.Equal(data.Validation.Labels[index], element.GetProperty("expected").GetInt32());
            Assert.Equal(data.Fingerprint, element.GetProperty("data").GetProperty("fingerprint").GetString());
            using var functional = new Functional(Run.Open(_line["run"]).ReadLast().Network, data.Validation.Slice(index, 1));
            Assert.Equal(functional.Predict(Run.Open(_line["run"]).ReadLast().Parameters)[0], element.GetProperty("prediction").GetInt32());
        }
    }

    [Fact]
    public void Predict_As2016_PreparesAsThen()
    {
        string file = Directory.GetFiles(_line["photos"])[0];
        Outcome outcome = _line.Run("predict", "~/run", file, "--as-2016", "--json", "--save-prepared", "~/seen");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        byte[] seen = Picture.Read(Path.Combine(_line["seen"], Path.GetFileName(file))).Grey.ToArray();
        Assert.Equal(DigitImage2016.Prepare(Picture.Read(file), file), seen);
        Snapshot snapshot = Run.Open(_line["run"]).ReadLast();
        using var functional = new Functional(snapshot.Network, Examples.FromValues([.. seen.Select(static pixel => pixel / 255f)], new byte[1], 784));
        Assert.Equal(
            functional.LogProbabilities(snapshot.Parameters).Select(static log => Elementary.Exp(log)),
            outcome.Json[0].GetProperty("probabilities").EnumerateArray().Select(static p => p.GetDouble()));
    }

    [Fact]
    public void Predict_SavedTwice_OverwritesOnlyByForceAndTellsNamesApart()
    {
        string file = Directory.GetFiles(_line["photos"])[0];
        string[] line = ["predict", "~/run", file, file, "--save-prepared", "~/seen"];
        Assert.Contains("wrote 2 prepared pictures", _line.Run(line).Messages);
        string name = Path.GetFileNameWithoutExtension(file);
        Assert.Equal([name + "-2.png", name + ".png"], Directory.GetFiles(_line["seen"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("is there already", outcome.Messages);
        Assert.Equal(ExitCode.Done, _line.Run([.. line, "--force"]).ExitCode);
    }

    [Fact]
    public void Predict_WhatCannotBeRead_IsRefusedWithASentence()
    {
        new Picture(50, 40, new byte[2000]).WritePng(_line["blank-3.png"]);
        File.WriteAllBytes(_line["giant-3.png"], PngBytes.Of(PngBytes.Header(50_000, 50_000), PngBytes.Data(0), PngBytes.End));
        File.WriteAllText(_line["text-3.png"], "no picture");
        File.WriteAllBytes(_line["img-2024-3.png"], File.ReadAllBytes(Directory.GetFiles(_line["photos"])[0]));
        File.WriteAllBytes(_line["77.png"], File.ReadAllBytes(Directory.GetFiles(_line["photos"])[0]));
        Directory.CreateDirectory(_line["empty"]);
        Refused("is blank", "~/blank-3.png");
        Refused("is 50000 x 50000; at most", "~/giant-3.png");
        Refused("is no picture that can be read", "~/text-3.png");
        Refused("There is no file", "~/nix.png");
        Refused("holds no picture", "~/empty");
        Refused("it has 2 numbers where one is expected", "~/img-2024-3.png", "--expect-from-name");
        Refused("is expected to be 77", "~/77.png", "--expect-from-name");
        Refused("There is nothing to read");
        Refused("--as-2016 is about pictures", "--index", "1", "--as-2016");
        Refused("--data says of which data set", "~/photos", "--data", "mnist");
        Refused("There is no example 60 in the test set", "--index", "60");
        Refused("which is a file; a folder is expected", "~/photos", "--save-prepared", "~/77.png");
    }

    [Fact]
    public void Predict_ByAModelOfOtherImages_IsRefused()
    {
        Assert.Equal(ExitCode.Done, _line.Train("tiny-run").ExitCode);
        Outcome outcome = _line.Run("predict", "~/tiny-run", "~/photos");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("takes 6 numbers", outcome.Messages);
        outcome = _line.Run("predict", "~/tiny-run", "--index", "0,1");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("no image of 28x28 bytes", _line.Run("predict", "~/tiny-run", "--index", "0", "--save-prepared", "~/seen").Messages);
        Snapshot snapshot = Run.Open(_line["run"]).ReadLast();
        snapshot.Parameters.Values[0] = float.NaN;
        snapshot.Write(_line["nan.safetensors"]);
        Assert.Contains("hidden.W[0, 0] is NaN", _line.Run("predict", "~/nan.safetensors", "~/photos").Messages);
    }

    private void Refused(string sentence, params string[] more)
    {
        Outcome outcome = _line.Run(["predict", "~/run", .. more]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
        Assert.Empty(outcome.Results);
    }
}
