using Minima.Data;
using Minima.Kernels;
using Minima.Networks.Stacks;

namespace Minima.Networks;

/// <summary>
/// Which arithmetic serves a network. Perceptrons have engines of their own, made for inputs that are mostly dark; networks with convolutions
/// have the strips of <see cref="Stacks"/>. Nothing outside of this room asks which.
/// </summary>
internal static class Engines
{
    /// <summary>What a descent needs.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="train">The training examples.</param>
    /// <param name="batchSize">Examples in a batch; a trailing partial batch is left out.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="moments">Moments that the minimiser keeps; 0: steps are plain.</param>
    /// <param name="stretch">Examples within which a decay may be put off, see <see cref="PackedExamples"/>; 0: it may not.</param>
    public static IDescentEngine Descent(Network network, Examples train, int batchSize, WorkerTeam team, IKernels kernels, int moments, int stretch) =>
        network.HasConvolutions
            ? new StackDescentEngine(network, train, batchSize, team, kernels, moments)
            : new DenseDescentEngine(network, train, batchSize, team, kernels, moments, stretch);

    /// <summary>What a functional needs.</summary>
    public static ILossEngine Loss(Network network, Examples examples, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackLossEngine(network, examples, team, kernels) : new DenseLossEngine(network, examples, team, kernels);

    /// <summary>What a functional in double precision needs.</summary>
    public static IPreciseEngine Precise(Network network, Examples examples, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackPreciseEngine(network, examples, team, kernels) : new PreciseEngine(network, examples, team, kernels);

    /// <summary>What lines need.</summary>
    public static ILineEvaluator Lines(Network network, Examples examples, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackLineEvaluator(network, examples, team, kernels) : new LineEvaluator(network, examples, team, kernels);

    /// <summary>What planes need.</summary>
    public static IPlaneEvaluator Plane(Network network, Examples examples, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackPlaneEvaluator(network, examples, team, kernels) : new PlaneEvaluator(network, examples, team, kernels);

    /// <summary>What curves need.</summary>
    public static ICurveEngine Curve(Network network, Examples examples, int batchSize, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackCurveEngine(network, examples, batchSize, team, kernels) : new DenseCurveEngine(network, examples, batchSize, team, kernels);

    /// <summary>What reads units.</summary>
    public static IUnitSource Units(Network network, Examples examples, WorkerTeam team, IKernels kernels) =>
        network.HasConvolutions ? new StackUnitSource(network, examples, team, kernels) : new DenseUnitSource(network, examples, team, kernels);
}
