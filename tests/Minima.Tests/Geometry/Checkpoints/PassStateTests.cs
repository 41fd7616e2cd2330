using Minima.Formats;
using Minima.Formats.Checkpoints;
using Minima.Geometry.Checkpoints;
using Minima.Tests.Fuzzing;

namespace Minima.Tests.Geometry.Checkpoints;

public sealed class PassStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Kind", "Fuzz")]
    public void PartialFile_Mutated_IsReadOrRefused()
    {
        Checkpoint[] two = [.. Enumerable.Range(0, 2).Select(i => Checkpoint.Open(_folder.Add(
            $"{i}.safetensors", new Safetensors(new Dictionary<string, string>(), [Tensor.FromFloats("a", [3], [1, 2, i]), Tensor.FromFloats("b", [2], [i, 5])]).ToBytes())))];
        var plan = CheckpointPlan.Of(two, null);
        string path = _folder["partial"];
        new PassState(plan, path).Save();
        FuzzReader.Run(
            [File.ReadAllBytes(path)],
            file =>
            {
                File.WriteAllBytes(path, file);
                var state = new PassState(plan, path);
                if (state.Done.Tensor > plan.Shared.Count || (state.Done.Tensor == plan.Shared.Count ? state.Done.Element > 0 : state.Done.Element >= plan.Shared[state.Done.Tensor].Count))
                    throw new InvalidOperationException("It goes on beyond the end.");
            },
            FuzzReader.Count, 3);
    }
}
