using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Tests.Kernels;

/// <summary>A batch's lists, drawn, behind guards.</summary>
internal interface IPackedCase : IDisposable
{
    PackedInputs Inputs { get; }

    /// <summary>The same with some steps put off, or all settled; <paramref name="next"/> is the batch that is multiplied.</summary>
    PackedInputs PutOff(RandomState random, IPackedCase next);
}

/// <summary>Cases in the form that a path's kernels take.</summary>
internal static class PackedCase
{
    public static IPackedCase Of(string path, RandomState random, int groups, int examples, double special) =>
        KernelPaths.Of(path).Form == LitForm.Singles
            ? new SingleCase(random, groups * Tile.Rows, examples, special)
            : new GroupedCase(random, groups, examples, special);

    /// <summary>
    /// What becomes of a row or a pair: its visits, or minus the decays that it takes, where the next batch lights it, where all is settled, and sometimes
    /// where neither; null: it is left alone.
    /// </summary>
    public static int? Touch(RandomState random, int visits, bool wanted) =>
        visits > 0 ? visits : wanted || Draw.Coin(random) ? -Draw.Between(random, 1, 60) : null;
}
