using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>
/// The arithmetic of networks of any layers, on strips of examples that stand side by side: every number of a layer is a row of
/// <see cref="Lanes"/> examples. No product or sum runs across lanes but those of gradients, which are one tree. Sums have one order, given here: every
/// implementation gives the same bits, <see cref="ReferenceStrips{T, S}"/> in plain loops.
/// </summary>
/// <typeparam name="T">Single or double.</typeparam>
internal unsafe interface IStripKernels<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Units whose weights stand together.</summary>
    const int Group = 5;

    /// <summary>Examples in a strip.</summary>
    int Lanes { get; }

    /// <summary>sums[unit] = the chain over the rows k, ascending, from zero or from where it stands, of w[k][unit] x[offsets[k]].</summary>
    /// <param name="inputs">Rows of lanes.</param>
    /// <param name="offsets">[rows], in numbers.</param>
    /// <param name="rows">How many.</param>
    /// <param name="weights">For each group of five units [rows][5].</param>
    /// <param name="groups">Groups of units.</param>
    /// <param name="sums">[groups * 5][lanes].</param>
    /// <param name="add">Whether the sums go on from where they stand.</param>
    void Multiply(T* inputs, int* offsets, int rows, T* weights, int groups, T* sums, bool add);

    /// <summary>A convolution and its pooling.</summary>
    void Convolve(in ConvolvePass<T> pass);

    /// <summary>What comes back to outputs goes to the sums that were chosen; the others get zero. Sums that no square holds are left alone.</summary>
    /// <param name="grid">The places.</param>
    /// <param name="deltas">[maps][pooled][lanes].</param>
    /// <param name="chosen">See <see cref="ConvolvePass{T}.Chosen"/>.</param>
    /// <param name="spread">[maps][sums][lanes].</param>
    void Spread(in StripGrid grid, T* deltas, T* chosen, T* spread);

    /// <summary>
    /// What comes back to a convolution's inputs: for each sum's place, ascending, and each row k the chain over the maps, ascending, from zero, of
    /// w[k][map] d[map][place] is added to the row's input.
    /// </summary>
    /// <param name="grid">The places.</param>
    /// <param name="offsets">See <see cref="ConvolvePass{T}.Offsets"/>.</param>
    /// <param name="spread">[maps][sums][lanes].</param>
    /// <param name="weights">For each group of five rows [maps][5].</param>
    /// <param name="inputs">[channels][height][width][lanes], added to.</param>
    void BackThrough(in StripGrid grid, int* offsets, T* spread, T* weights, T* inputs);

    /// <summary>A part of the gradient of weights.</summary>
    void AddOuter(in OuterPass<T> pass);

    /// <summary>values[i] &lt;- unit(values[i] + bias).</summary>
    void Activate(Unit unit, T* values, T bias, int count);

    /// <summary>values[i] += bias.</summary>
    void AddBias(T* values, T bias, int count);

    /// <summary>deltas[i] &lt;- deltas[i] * unit'(z), computed from the outputs: 1 - h^2, h (1 - h), or h &gt; 0.</summary>
    void Differentiate(Unit unit, T* outputs, T* deltas, int count);

    /// <summary>changes[i] &lt;- (changes[i] + bias) * unit'(z): how outputs change where the sums change so.</summary>
    void Change(Unit unit, T* outputs, T* changes, T bias, int count);

    /// <summary>
    /// Deltas of outputs and their changes become those of the sums: change &lt;- fma(delta, c(h) Rh, change * h'), delta &lt;- delta * h', with
    /// c(h) = -2 h for tanh, 1 - 2 h for sigmoid, 0 for relu.
    /// </summary>
    /// <param name="unit">The activation.</param>
    /// <param name="outputs">h.</param>
    /// <param name="changes">Rh, what <see cref="Change"/> gave.</param>
    /// <param name="deltas">Overwritten.</param>
    /// <param name="deltaChanges">Overwritten.</param>
    /// <param name="count">How many.</param>
    void ChangeDeltas(Unit unit, T* outputs, T* changes, T* deltas, T* deltaChanges, int count);

    /// <summary>The sum over lanes, as one tree, of the sums over the rows, ascending.</summary>
    T SumOf(T* values, int rows);

    /// <summary>From logits to losses, probabilities and deltas (p - y) * scale; the lanes beyond the examples get deltas of zero.</summary>
    /// <param name="logits">[classes][lanes], biases included.</param>
    /// <param name="classes">How many.</param>
    /// <param name="labels">[examples].</param>
    /// <param name="examples">At most <see cref="Lanes"/>.</param>
    /// <param name="scale">1 / the number of examples whose mean loss is differentiated.</param>
    /// <param name="losses">[examples], in nats.</param>
    /// <param name="predictions">[examples], the classes with the largest logit, the first of equals.</param>
    /// <param name="probabilities">[classes][lanes].</param>
    /// <param name="deltas">[classes][lanes].</param>
    void Softmax(T* logits, int classes, byte* labels, int examples, T scale, double* losses, byte* predictions, T* probabilities, T* deltas);

    /// <summary>Changes u of the logits become those of the deltas, p (u - the sum of p u) * scale; the lanes beyond the examples get zero.</summary>
    void ChangeSoftmax(T* probabilities, T* changes, int classes, int examples, T scale);
}
