using Minima.Formats;
using Minima.Studies;
using Minima.Tests.Fuzzing;
using Minima.Trajectories;

namespace Minima.Tests.Studies;

/// <summary>The readers of what a person writes, layers and measured losses, meet damaged files.</summary>
[Trait("Kind", "Fuzz")]
public sealed class GivenFilesFuzzTests
{
    private static readonly byte[][] Layers =
    [
        [.. """{"layers": [{"weights": "a.w", "bias": "a.b", "orientation": "out,in", "activation": "relu"}, {"weights": "b", "orientation": "in,out"}]}"""u8],
        [.. """{"layers": [{"weights": "a", "orientation": "out,in", "activation": "softmax"}]}"""u8],
    ];

    private static readonly byte[][] Tables =
    [
        [.. "line,t,file,train_loss,test_error\nraw,0,\"a, \"\"b\"\"\",0.5,0.1\r\nraw,0.5,c,1.5,0.2\nraw,1,d,0.25,0.3\n"u8],
        [.. "t,loss\n0,1\n0.25,2\n1,3"u8],
    ];

    [Fact]
    public void LayerFile_Mutated_IsReadOrRefused() => FuzzReader.Run(Layers, static input => LayerFile.Parse(input, "x"), FuzzReader.Count, seed: 1);

    [Fact]
    public void MeasuredLosses_Mutated_AreReadOrRefused() =>
        FuzzReader.Run(Tables, static input => MeasuredLosses.Read(CsvFile.Parse(input, "x")), FuzzReader.Count, seed: 2);
}
