using System.CommandLine;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>What is said on the command line about files that do not state their network.</summary>
internal sealed class ForeignOptions
{
    public const string Heading = "Files of other tools";

    private readonly Option<string[]?> _layers = Options.Names("--layers", "LIST|FILE.json", "The layers in order, such as fc1,fc2, or a JSON file that says which tensors are weights and biases, whatever their names (default: by their shapes and names)");

    private readonly Option<Activation?> _activation = Options.Choice<Activation?>(
        "--activation", "What the hidden units do (default: tanh is assumed)", null,
        [.. SharedOptions.Activations.Select(static choice => (choice.Word, (Activation?)choice.Value))]);

    public Option[] All => [_layers, _activation];

    public ForeignNetwork Read(ParseResult asked)
    {
        string[] named = asked.GetValue(_layers) ?? [];
        bool isFile = named is [var only] && only.EndsWith(LayerFile.Ending, StringComparison.OrdinalIgnoreCase);
        return new ForeignNetwork
        {
            Layers = isFile || named.Length == 0 ? null : named,
            File = isFile ? LayerFile.Read(named[0]) : null,
            Activation = asked.GetValue(_activation),
        };
    }
}
