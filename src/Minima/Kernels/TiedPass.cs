using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// A pass over some rows of an autoencoder's weights W, [inputs][hidden units], which both of its layers use: y = sigmoid(x~ W + b) and
/// z = sigmoid(y W' + b'). A row is all that one input has; rows go in groups of four, as in <see cref="Tile"/>.
/// </summary>
/// <remarks>
/// <para>The encoder's step is owed: it needs the deltas of all hidden units, which are known only when every row has been decoded. It is taken by
/// <see cref="IKernels.Encode"/>, or with a batch of one by the next example's <see cref="IKernels.Decode"/>, whose row is at hand then.</para>
/// <para>Steps are taken example by example: W_ij &lt;- fma(dz_i, -r y_j, W_ij) for each example in order, r the rate over the batch's size,
/// where -r y_j is rounded once; and later W_ij &lt;- fma(x~_i, -r d_j, W_ij) for each.</para>
/// <para>All arrays over hidden units have rows <see cref="Stride"/> floats apart and are zero from the last unit on.</para>
/// </remarks>
internal unsafe struct TiedPass
{
    /// <summary>[rows][Stride].</summary>
    public float* Weights;

    /// <summary>Hidden units, padded to a multiple of 16.</summary>
    public int Width;

    /// <summary>Floats from one row over hidden units to the next.</summary>
    public int Stride;

    /// <summary>The first group of four rows.</summary>
    public int First;

    /// <summary>The group after the last.</summary>
    public int End;

    /// <summary>Inputs that there are; rows beyond are padding and stay zero.</summary>
    public int Rows;

    /// <summary>Floats from one example's inputs to the next's.</summary>
    public int InputStride;

    /// <summary>Examples whose encoder's step is owed; 0: none is.</summary>
    public int Owed;

    /// <summary>[owed][InputStride], what the encoder took of them.</summary>
    public float* OwedInputs;

    /// <summary>[owed][Stride], -r times the deltas of their hidden units.</summary>
    public float* OwedSteps;

    /// <summary>Examples that are encoded next; 0: none is.</summary>
    public int Next;

    /// <summary>[next][InputStride], what the encoder takes of them.</summary>
    public float* NextInputs;

    /// <summary>[next][Stride], to which their products with the rows are added.</summary>
    public float* NextSums;

    /// <summary>Examples that are decoded.</summary>
    public int Examples;

    /// <summary>[examples][InputStride], what they should become.</summary>
    public float* Inputs;

    /// <summary>[examples][Stride], y.</summary>
    public float* Hidden;

    /// <summary>[examples][Stride], -r y; null: only the costs are taken.</summary>
    public float* HiddenSteps;

    /// <summary>[examples][Stride], to which what the rows send back to y is added.</summary>
    public float* HiddenDeltas;

    /// <summary>[rows], b'.</summary>
    public float* VisibleBiases;

    /// <summary>-r.</summary>
    public float MinusRate;

    /// <summary>[examples], to which the rows' part is added.</summary>
    public CrossEntropy* Costs;

    /// <summary>[examples][InputStride], z; null: it is not wanted.</summary>
    public float* Outputs;

    /// <summary>[16 or 4 * examples, whichever is more, padded to 16] for sums, and as much again for what becomes of them.</summary>
    public float* Scratch;

    /// <summary>Asks for the step of some examples.</summary>
    public void Owe(int examples, float* inputs, float* steps)
    {
        Owed = examples;
        OwedInputs = inputs;
        OwedSteps = steps;
    }

    /// <summary>Asks for the products of some examples.</summary>
    public void Encode(int examples, float* inputs, float* sums)
    {
        Next = examples;
        NextInputs = inputs;
        NextSums = sums;
    }
}

/// <summary>
/// A sum of -x ln z - (1 - x) ln(1 - z) over inputs, z = sigmoid(a): each is max(a, 0) - x a + ln(1 + exp(-|a|)). The logarithms are taken of
/// products, many at once.
/// </summary>
internal struct CrossEntropy
{
    // Each factor is at most 2, so that a product never overflows.
    private const double Large = 1e100;

    private double _sum;
    private double _product;

    /// <summary>Nothing yet.</summary>
    public static CrossEntropy Zero => new() { _product = 1 };

    /// <summary>The sum, in nats.</summary>
    public readonly double Total => _sum + Numerics.Elementary.Log(_product);

    /// <summary>Adds an input.</summary>
    /// <param name="x">What it should be, from 0 to 1.</param>
    /// <param name="a">The sum whose sigmoid it is taken for.</param>
    /// <param name="e">exp(-|a|).</param>
    public void Add(float x, float a, float e) => Add(x, a, a > 0 ? a : 0, e);

    /// <summary>The same, where the larger of a and 0 is at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float x, float a, float positive, float e)
    {
        _sum += positive - ((double)x * a);
        _product *= 1.0 + e;
        if (_product > Large)
        {
            _sum += Numerics.Elementary.Log(_product);
            _product = 1;
        }
    }
}
