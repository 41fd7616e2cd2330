using System.Text;
using Minima.Data;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class NetworkFileTests
{
    private const string LeNet = """
        [
          {"kind": "convolution", "maps": 20, "kernel": 5}, {"kind": "pooling", "size": 2},
          {"kind": "convolution", "maps": 50, "kernel": 5}, {"kind": "pooling", "size": 2},
          {"kind": "dense", "units": 500}
        ]
        """;

    [Fact]
    public void Parse_LeNetWrittenDown_IsLeNet()
    {
        Network expected = Network.LeNet(28, 28, 10, Activation.Relu), actual = Parse(LeNet, 784, null, Activation.Relu);
        Assert.Equal(expected.Layers, actual.Layers);
        Assert.Equal("784-20@5x5-50@5x5-500-10", actual.Sizes);
        Assert.Equal(431_080, actual.Layout.Count);
        Assert.Equal([20, 1, 5, 5], actual.Layout["conv1.W"].Shape);
        Assert.Equal([800, 500], actual.Layout["hidden.W"].Shape);
    }

    [Fact]
    public void Parse_NamesAndActivations_AreTaken()
    {
        Network network = Parse(
            """[{"kind": "convolution", "maps": 3, "kernel": 2, "name": "eye", "activation": "relu"}, {"kind": "dense", "units": 5}, {"kind": "dense", "units": 4, "activation": "sigmoid"}]""",
            6, new ImageSize(2, 3), Activation.Tanh);
        Assert.Equal(["eye", "hidden1", "hidden2", "output"], network.Layers.Select(static layer => layer.Name));
        Assert.Equal([Activation.Relu, Activation.Tanh, Activation.Sigmoid, Activation.Softmax], network.Layers.Select(static layer => layer.Activation));
        Assert.Equal(new Convolution(1, 2, 3, 3, 2), network.Layers[0].Convolution);
        Assert.Equal(Network.Perceptron(6, [], 10).Layers, Parse("[]", 6, null, Activation.Tanh).Layers);
    }

    [Fact]
    public void NetworkJson_OfAnyLayers_ReadsBack()
    {
        Network network = Network.LeNet(28, 28, 10);
        string text = NetworkJson.Format(network);
        Assert.StartsWith("""[{"name":"conv1","kind":"convolution","channels":1,"height":28,"width":28,"maps":20,"kernel":5,"pool":2,"activation":"tanh"}""", text, StringComparison.Ordinal);
        Assert.Equal(network.Layers, NetworkJson.Parse(text, "here").Layers);
    }

    [Theory]
    [InlineData("{}", "a list was expected")]
    [InlineData("""[{"kind": "dense"}]""", "the member 'units' is missing")]
    [InlineData("""[{"kind": "dense", "units": 0}]""", "units is not a whole number of at least 1")]
    [InlineData("""[{"kind": "convolution", "maps": 1, "kernel": 2, "stride": 2}]""", "the member 'stride' is not known")]
    [InlineData("""[{"kind": "recurrent"}]""", "kind is 'recurrent'; it is one of dense, convolution, pooling")]
    [InlineData("""[{"kind": "pooling", "size": 2}]""", "layer 1 is a pooling layer; it stands directly behind a convolution")]
    [InlineData("""[{"kind": "dense", "units": 5}, {"kind": "convolution", "maps": 1, "kernel": 1}]""", "convolutions come first")]
    [InlineData("""[{"kind": "convolution", "maps": 1, "kernel": 29}]""", "a kernel of 29 x 29 does not fit into 28 x 28 inputs")]
    [InlineData("""[{"kind": "convolution", "maps": 1, "kernel": 5}, {"kind": "pooling", "size": 25}]""", "24 x 24 sums hold no square of 25 x 25 to pool")]
    [InlineData("""[{"kind": "convolution", "maps": 2000000000, "kernel": 5}]""", "at most")]
    [InlineData("""[{"kind": "dense", "units": 2000000000}]""", "parameters, which no snapshot holds")]
    [InlineData("""[{"kind": "dense", "units": 5, "activation": "softmax"}]""", "it is one of tanh, sigmoid, relu")]
    public void Parse_UnusableList_SaysWhatIsWrong(string json, string expected)
    {
        var error = Assert.Throws<UnusableInputException>(() => Parse(json, 784, null, Activation.Tanh));
        Assert.Contains("'net.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ConvolutionOfNoImage_SaysWhatIsMissing()
    {
        var error = Assert.Throws<UnusableInputException>(() => Parse(LeNet, 783, null, Activation.Tanh));
        Assert.Contains("make no square", error.Message, StringComparison.Ordinal);
    }

    private static Network Parse(string json, int inputs, ImageSize? images, Activation usual) =>
        NetworkFile.Parse(Encoding.UTF8.GetBytes(json), "'net.json'", inputs, images, 10, usual);
}
