using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;
using Minima.Studies.Checkpoints;

namespace Minima.Tests.Studies.Checkpoints;

public sealed class MatrixStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Feet_OfPointsInAPlane_KeepTheirDistances()
    {
        MatrixStudy study = Of([[0, 0, 0], [3, 0, 0], [0, 4, 0], [3, 4, 0]]);
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double apart = Math.Sqrt(Math.Pow(study.Feet[i].X - study.Feet[j].X, 2) + Math.Pow(study.Feet[i].Y - study.Feet[j].Y, 2));
                Assert.True(Math.Abs(apart - study.Matrix.Distance(i, j)) <= 1e-12, $"{apart}");
            }

            Assert.True(study.Feet[i].OffPlane <= 1e-6, $"{study.Feet[i]}");
        }

        Assert.True(Math.Abs(study.Components!.Explained[0] - (16.0 / 25)) <= 1e-12);
        Assert.True(Math.Abs(study.Straightness!.Value - (5.0 / 11)) <= 1e-12);
    }

    [Fact]
    public void Feet_OffThePlane_SayHowFar()
    {
        // The mean is 0, and the axes are the components.
        MatrixStudy study = Of([[3, 0, 0], [-3, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [0, 0, -1]]);
        Assert.Equal([0, 0, 0, 0, 1, 1], study.Feet.Select(static foot => Math.Round(foot.OffPlane, 6)));
        Assert.Equal([3, 3, 2, 2, 0, 0], study.Feet.Select(static foot => Math.Round(Math.Sqrt((foot.X * foot.X) + (foot.Y * foot.Y)), 6)));
    }

    [Fact]
    public void Components_OfTwoOrOfEqualOnes_AreNoneForAReason()
    {
        Assert.Contains("at least three", Of([[1, 2, 3], [1, 2, 4]]).NoPlane);
        Assert.Contains("alike", Of([[1, 2, 3], [1, 2, 3], [1, 2, 3]]).NoPlane);
        Assert.Contains("not finite", Of([[1, 2, 3], [1, float.NaN, 3], [1, 2, 4]]).NoPlane);
    }

    [Fact]
    public void Labels_OfLikeNamedFiles_TakeTheFolder()
    {
        Checkpoint[] like = [.. new[] { "one/model.safetensors", "two/model.safetensors" }.Select(name => Add(name, [1]))];
        Assert.Equal(["one/model", "two/model"], CheckpointNames.Labels(like));
        Assert.Equal(["model"], CheckpointNames.Labels([like[0]]));
        Assert.Equal(2, CheckpointNames.Labels([like[0], like[0]]).Distinct().Count());
    }

    [Fact]
    public void OpenAll_Folder_TakesItsCheckpointsInNaturalOrder()
    {
        Add("all/step-10.safetensors", [1]);
        Add("all/step-9.safetensors", [1]);
        Add("all/step-8/model.safetensors", [1]);
        Assert.Equal(["step-8", "step-9.safetensors", "step-10.safetensors"], CheckpointNames.OpenAll([_folder["all"]]).Select(static one => Path.GetFileName(one.Name)));
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("holds no checkpoint", Assert.Throws<UnusableInputException>(() => CheckpointNames.OpenAll([_folder["empty"]])).Message);
        Assert.Contains("no file or", Assert.Throws<UnusableInputException>(() => CheckpointNames.OpenAll([_folder["missing"]])).Message);
    }

    private Checkpoint Add(string name, float[] values) =>
        Checkpoint.Open(_folder.Add(name, new Safetensors(new Dictionary<string, string>(), [Tensor.FromFloats("x", [values.Length], values)]).ToBytes()));

    private MatrixStudy Of(float[][] points) => MatrixStudy.Of(
        [.. points.Select((point, i) => Add($"p{i}.safetensors", point))], new CheckpointOptions(), null, TestContext.Current.CancellationToken);
}
