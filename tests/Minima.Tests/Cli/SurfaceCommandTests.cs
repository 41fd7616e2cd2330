using System.Text.Json;
using Minima.Cli;
using Minima.Formats;

namespace Minima.Tests.Cli;

public sealed class SurfaceCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public SurfaceCommandTests()
    {
        _line.Train("zero");
        _line.Train("rand", "--output-init", "random", "--hidden-seed", "3421");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Surface_OfASnapshot_HasItsLossInTheMiddle()
    {
        Outcome outcome = _line.Run("surface", "~/zero", "--points", "5", "--draws", "2", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement[] surfaces = [.. outcome.Json.GetProperty("surfaces").EnumerateArray()];
        Assert.Equal(["random directions, seed 0", "random directions, seed 1"], surfaces.Select(static surface => surface.GetProperty("plane").GetString()));
        foreach (string set in new[] { "train", "test" })
        {
            JsonElement direct = _line.Run("test", "~/zero", "--set", set, "--json").Json;
            foreach (JsonElement surface in surfaces)
            {
                // Planes are evaluated with the examples side by side, in an order of sums of their own: equal to float rounding.
                double loss = surface.GetProperty($"{set}_loss")[2][2].GetDouble(), expected = direct.GetProperty("loss").GetDouble();
                Assert.True(Math.Abs(loss - expected) <= 1e-6 * expected, $"{loss}");
                Assert.Equal(direct.GetProperty("errors").GetDouble(), surface.GetProperty($"{set}_errors")[2][2].GetDouble());
            }
        }

        Assert.Equal("tiny", Path.GetFileName(outcome.Json.GetProperty("data").GetProperty("name").GetString()));
        Assert.Contains("25 points", _line.Run("surface", "~/zero", "--points", "5").Messages);
    }

    /// <summary>The second difference of the cost along an axis is its eigenvalue, as far as the grid's step leaves the cost a parabola.</summary>
    [Fact]
    public void Surface_AlongEigenvectors_BendsAsTheirEigenvaluesSay()
    {
        const double Step = 0.04;
        Outcome outcome = _line.Run(
            "surface", "~/zero", "--axes", "hessian", "--draws", "2", "--points", "3", "--range", "0.04", "--set", "train", "--figure", "~/steep.svg", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement[] surfaces = [.. outcome.Json.GetProperty("surfaces").EnumerateArray()];
        Assert.Equal(["Hessian eigenvectors 1 and 2", "Hessian eigenvectors 3 and 4"], surfaces.Select(static surface => surface.GetProperty("plane").GetString()));
        JsonElement[] largest = [.. _line.Run("curvature", "~/zero", "--steps", "200", "--probes", "1", "--samples", "2", "--json").Json.GetProperty("largest").EnumerateArray()];
        for (int k = 0; k < 4; k++)
        {
            JsonElement surface = surfaces[k / 2], cost = surface.GetProperty("train_cost");
            double expected = largest[k].GetProperty("value").GetDouble(), value = surface.GetProperty("eigenvalues")[k % 2].GetProperty("value").GetDouble();
            Assert.True(Math.Abs(value - expected) <= 1e-5 * largest[0].GetProperty("value").GetDouble(), $"{k}: {value}, {expected}");
            double beside = k % 2 == 0 ? cost[1][0].GetDouble() + cost[1][2].GetDouble() : cost[0][1].GetDouble() + cost[2][1].GetDouble();
            double bend = (beside - (2 * cost[1][1].GetDouble())) / (Step * Step);
            Assert.True(Math.Abs(bend - value) <= 0.01 * Math.Abs(value) + 2e-3, $"{k}: {bend}, {value}");
            Assert.True(Math.Abs(surface.GetProperty("cosine").GetDouble()) <= 1e-5);
        }

        Assert.Contains("x (L2), curvature", File.ReadAllText(_line["steep.svg"]));

        // Left alone, each axis ends where its parabola has risen by a tenth of a nat.
        JsonElement own = _line.Run("surface", "~/zero", "--axes", "hessian", "--points", "3", "--json").Json.GetProperty("surfaces")[0];
        foreach ((string axis, int k) in new[] { ("x", 0), ("y", 1) })
        {
            double reach = own.GetProperty(axis)[2].GetDouble();
            Assert.Equal(0.1, largest[k].GetProperty("value").GetDouble() * reach * reach / 2, 4);
            Assert.Equal(-reach, own.GetProperty(axis)[0].GetDouble(), 12);
        }

        AssertRefused("eigenvectors", "surface", "~/zero", "--axes", "hessian", "--draws", "32", "--set", "test");
    }

    [Fact]
    public void Surface_ThroughThree_PassesThroughThem()
    {
        Outcome outcome = _line.Run("surface", "~/zero", "~/rand", "~/zero@0", "--points", "7", "--figure", "~/three.svg", "--csv", "~/grid.csv", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal("through A, B and C", outcome.Json.GetProperty("surfaces")[0].GetProperty("plane").GetString());
        Assert.Contains("training loss (nats),B,", File.ReadAllText(_line["three.csv"]));
        Assert.Equal(1 + 49, File.ReadAllLines(_line["grid.csv"]).Length);
        Assert.StartsWith("plane,x,y,train_loss,train_cost,train_errors,test_loss,test_errors\n", File.ReadAllText(_line["grid.csv"]));
        Assert.True(_line.Run("surface", "~/zero", "~/rand", "~/rand@0", "--align", "--points", "3").ExitCode == ExitCode.Done);
    }

    [Fact]
    public void Surface_Interpolated_IsTheExactOne()
    {
        JsonElement exact = _line.Run("surface", "~/zero", "--axes", "filter", "--points", "9", "--json").Json.GetProperty("surfaces")[0];
        Outcome outcome = _line.Run("surface", "~/zero", "--axes", "filter", "--points", "9", "--interpolate", "25", "--json");
        JsonElement surface = outcome.Json.GetProperty("surfaces")[0];
        double error = surface.GetProperty("interpolation").GetProperty("train_loss").GetDouble();
        Assert.True(error <= 1e-4, $"{error}");
        foreach (string name in new[] { "train_loss", "train_cost", "test_loss" })
        {
            for (int i = 0; i < 81; i++)
            {
                double difference = surface.GetProperty(name)[i / 9][i % 9].GetDouble() - exact.GetProperty(name)[i / 9][i % 9].GetDouble();
                Assert.True(Math.Abs(difference) <= 3e-4, $"{name} {i}: {difference}");
            }
        }

        Assert.Contains("take more points than 3", _line.Run("surface", "~/zero", "--range", "60", "--points", "9", "--interpolate", "3").Messages);
    }

    [Fact]
    public void Surface_AlongARunsWay_IsWrittenAsArrays()
    {
        Outcome outcome = _line.Run("surface", "~/zero", "--axes", "principal", "--points", "12", "--npz", "~/grid.npz");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Npz file = Npz.Read(_line["grid.npz"]);
        Assert.Equal(["x", "y", "train_loss", "train_cost", "train_errors", "test_loss", "test_errors"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal([1, 12, 12], file.Tensors[6].Shape);
        Assert.False(File.Exists(_line["grid.npz.partial"]));
        AssertRefused("is there already", "surface", "~/zero", "--npz", "~/grid.npz");
    }

    [Fact]
    public void Surface_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("wide", "--hidden", "4");
        AssertRefused("2 snapshots were named", "surface", "~/zero", "~/rand");
        AssertRefused("takes 3", "surface", "~/zero", "--axes", "points");
        AssertRefused("other layers", "surface", "~/zero", "~/rand", "~/wide");
        AssertRefused("lie on a line", "surface", "~/zero", "~/rand", "~/rand");
        AssertRefused("for random and hessian axes", "surface", "~/zero", "--axes", "principal", "--draws", "2");
        AssertRefused("ends in .npz", "surface", "~/zero", "--npz", "~/a.csv");
        AssertRefused("a run's series", "surface", "~/zero/snapshots/epoch-00004.safetensors", "--axes", "principal", "--data", "~/tiny");
    }

    private void AssertRefused(string sentence, params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
