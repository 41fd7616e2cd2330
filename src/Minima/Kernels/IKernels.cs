using Minima.Kernels.Doubles;
using Minima.Kernels.Strips;

namespace Minima.Kernels;

/// <summary>
/// The arithmetic of training and evaluation. Sums have one order, given here, so every implementation gives the same bits:
/// <see cref="ReferenceKernels"/> in plain loops, the oracle, and <see cref="VectorKernels{S, V, W, U}"/> for each kind of machine.
/// All pointers must be valid for the lengths given; nothing is checked here.
/// </summary>
internal unsafe interface IKernels
{
    /// <summary>What it is called in messages and in <c>MINIMA_KERNELS</c>.</summary>
    string Name { get; }

    /// <summary>How the first layer's inputs are to be listed.</summary>
    LitForm Form { get; }

    /// <summary>The same arithmetic on strips of examples, for networks with convolutions.</summary>
    IStripKernels<float> Strips { get; }

    /// <summary>Sums over all pairs of some vectors, in double precision.</summary>
    IPairKernels Pairs { get; }

    /// <summary>
    /// A pass over a panel. Each gradient is a chain of fused multiply-adds over the examples in ascending order, from zero or from the
    /// buffer; each sum goes on from where it stands, over the inputs in ascending order. What is dark may be multiplied or left out: while all numbers
    /// are finite, nothing is added to a sum by it.
    /// </summary>
    /// <param name="pass">The panel, and what is done with it.</param>
    /// <param name="previous">The inputs that the deltas belong to, in the form of <see cref="Form"/>.</param>
    /// <param name="next">The inputs to multiply, in the same form.</param>
    void Pass(in PanelPass pass, in PackedInputs previous, in PackedInputs next);

    /// <inheritdoc cref="Pass(in PanelPass, in PackedInputs, in PackedInputs)"/>
    void Pass(in PanelPass pass, DenseInputs previous, DenseInputs next);

    /// <summary>Products of several batches with a panel, as <see cref="Pass(in PanelPass, in PackedInputs, in PackedInputs)"/> takes each.</summary>
    /// <param name="pass">The panel; its sums are those of all batches, one behind the other.</param>
    /// <param name="inputs">The batches.</param>
    void Multiply(in PanelPass pass, ReadOnlySpan<PackedInputs> inputs);

    /// <summary>values[n][j] &lt;- unit(values[n][j] + biases[j]) in a panel; columns from <paramref name="columns"/> on become 0.</summary>
    /// <param name="unit">The activation.</param>
    /// <param name="values">[examples][64], sums that become outputs.</param>
    /// <param name="biases">[64].</param>
    /// <param name="examples">Rows.</param>
    /// <param name="columns">Units that there are in this panel, at most 64.</param>
    void Activate(Unit unit, float* values, float* biases, int examples, int columns);

    /// <summary>values[i] &lt;- unit(fma(shareB, b[i], shareA * a[i])): outputs at a point between two sets of sums that hold their biases.</summary>
    /// <param name="unit">The activation; tanh is taken as a quotient of polynomials.</param>
    /// <param name="a">[count].</param>
    /// <param name="b">[count].</param>
    /// <param name="shareA">Factor of a.</param>
    /// <param name="shareB">Factor of b.</param>
    /// <param name="values">[count], overwritten; neither a nor b.</param>
    /// <param name="count">A multiple of 16.</param>
    void ActivateMix(Unit unit, float* a, float* b, float shareA, float shareB, float* values, int count);

    /// <summary>deltas[n][j] &lt;- deltas[n][j] * unit'(z), where unit' is computed from the output: 1 - h^2, h (1 - h), or h &gt; 0.</summary>
    /// <param name="unit">The activation.</param>
    /// <param name="outputs">[examples][64], what <see cref="Activate"/> gave.</param>
    /// <param name="deltas">[examples][64].</param>
    /// <param name="examples">Rows.</param>
    void Differentiate(Unit unit, float* outputs, float* deltas, int examples);

    /// <summary>Sums the deltas over the examples, in ascending order from zero, and takes the step on the biases.</summary>
    /// <param name="deltas">[examples][stride].</param>
    /// <param name="stride">Floats from one example to the next.</param>
    /// <param name="examples">Rows.</param>
    /// <param name="biases">[columns], stepped; or, without a step, gradients that the sums are added to.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="minusRate">-lr; null: the sum is added instead.</param>
    void StepBiases(float* deltas, int stride, int examples, float* biases, int columns, float? minusRate);

    /// <summary>The way back through a panel of units, by the formulas of <see cref="BackPass"/>.</summary>
    void PassBack(in BackPass pass);

    /// <summary>
    /// The step of a minimiser that keeps moments, on numbers one by one, by the formulas of <see cref="MomentStep"/>. The gradients are
    /// set to zero, for the next batch to be added to.
    /// </summary>
    void StepMoments(in MomentPass pass);

    /// <summary>
    /// One hidden panel's share of the output layer's sums: shares[n][k] = sum over the panel's 64 units j, ascending, of h[n][j] W[j][k].
    /// </summary>
    /// <param name="hidden">[examples][64].</param>
    /// <param name="examples">Rows.</param>
    /// <param name="weights">[64][classes].</param>
    /// <param name="classes">Classes, padded to a multiple of 16.</param>
    /// <param name="shares">[examples][classes], overwritten.</param>
    void Share(float* hidden, int examples, float* weights, int classes, float* shares);

    /// <summary>
    /// Adds up some neighbouring panels' shares, where the first one's stand, as one fixed binary tree over the panels in their order (0 and 1, 2 and 3,
    /// then the pairs, ...).
    /// </summary>
    /// <param name="shares">[panels][stride].</param>
    /// <param name="panels">How many panels, at least one.</param>
    /// <param name="stride">Numbers of each, a multiple of 16.</param>
    void AddShares(float* shares, int panels, long stride);

    /// <summary>mixed[i] &lt;- fma(shareB, b[i], shareA * a[i]): a point between two sets of sums; with the shares 1 and 0 it is a, if b is finite.</summary>
    /// <param name="a">[count].</param>
    /// <param name="b">[count].</param>
    /// <param name="shareA">Factor of a.</param>
    /// <param name="shareB">Factor of b.</param>
    /// <param name="mixed">[count], overwritten.</param>
    /// <param name="count">A multiple of 16.</param>
    void Mix(float* a, float* b, float shareA, float shareB, float* mixed, int count);

    /// <summary>sums[i] &lt;- fma(a[i], b[i], sums[i]), number by number.</summary>
    /// <param name="a">[count].</param>
    /// <param name="b">[count].</param>
    /// <param name="sums">[count].</param>
    /// <param name="count">A multiple of 16.</param>
    void AddProducts(float* a, float* b, float* sums, int count);

    /// <summary>
    /// One hidden panel's share of how the logits change: logits[n][k] goes on from where it stands, over the units j in ascending order, by
    /// fused multiply-adds of Rh[n][j] W[j][k] and then of h[n][j] V[j][k].
    /// </summary>
    /// <param name="pass">h and Rh, the examples and the stride.</param>
    /// <param name="weights">[64][stride], W with the classes as columns.</param>
    /// <param name="direction">[64][stride], V likewise.</param>
    /// <param name="logits">[examples][stride].</param>
    void ShareChanges(in ChangePass pass, float* weights, float* direction, float* logits);

    /// <summary>
    /// How the deltas of a hidden panel change, deltaChanges[n][j] &lt;- fma(bends[n][j], Rh[n][j], h' s), where s is the sum over the classes k,
    /// ascending, by fused multiply-adds from zero of Rd[n][k] W[j][k] and then of d[n][k] V[j][k], and h' as in <see cref="Differentiate"/>.
    /// </summary>
    /// <param name="pass">The panel and the classes.</param>
    /// <param name="unit">The activation.</param>
    /// <param name="bends">[examples][64]: by how much the deltas change with the outputs.</param>
    /// <param name="deltaChanges">[examples][64], overwritten.</param>
    void BackChanges(in ChangePass pass, Unit unit, float* bends, float* deltaChanges);

    /// <summary>
    /// How the gradient of the output weights changes: gradient[k][j] goes on from where it stands, over the examples n in ascending order, by
    /// fused multiply-adds of Rd[n][k] h[n][j] and then of d[n][k] Rh[n][j].
    /// </summary>
    /// <param name="pass">The panel and the classes; weights and direction are not asked for.</param>
    /// <param name="gradient">[classes][64].</param>
    void AddOutgoing(in ChangePass pass, float* gradient);

    /// <summary>Adds the panels' shares, turns the sums into probabilities, and takes loss, gradient and prediction.</summary>
    void Softmax(in SoftmaxPass pass);

    /// <summary>
    /// The same two for a strip, sixteen examples side by side: logits[k][n] goes on from where it stands, over the units j in ascending
    /// order, by fused multiply-adds of h[j][n] W[j][k].
    /// </summary>
    /// <param name="hidden">[units][16].</param>
    /// <param name="units">How many units.</param>
    /// <param name="weights">For each group of five classes [units][5], the padding zero.</param>
    /// <param name="stride">Floats from one group of classes to the next.</param>
    /// <param name="groups">Groups of five classes.</param>
    /// <param name="logits">[groups * 5][16].</param>
    void ShareStrip(float* hidden, int units, float* weights, long stride, int groups, float* logits);

    /// <summary>What the logits of a strip of examples come to, as <see cref="Softmax"/> takes it.</summary>
    /// <param name="logits">[classes][16].</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="labels">[examples], the true classes.</param>
    /// <param name="examples">How many there are, at most 16.</param>
    /// <param name="losses">[examples], in nats.</param>
    /// <param name="predictions">[examples], the classes with the largest logit, the first of equals; 0 where the first logit is NaN.</param>
    void SoftmaxStrip(float* logits, int classes, byte* labels, int examples, double* losses, byte* predictions);

    /// <summary>
    /// Rows of an autoencoder's weights: the step that is owed, W_ij &lt;- fma(x~_i, step_j, W_ij) for each owed example in order; then
    /// sums[n][j] goes on from where it stands, over the rows in ascending order, by fused multiply-adds of x~_i W_ij. An example that lights
    /// none of a group's four inputs leaves the group alone.
    /// </summary>
    void Encode(in TiedPass pass);

    /// <summary>
    /// The same rows: a_i = b'_i + the product of W_i with y, a chain of fused multiply-adds in each of sixteen lanes and then the lanes' tree;
    /// e = exp(-|a|), z = (a &gt; 0 ? 1 : e) / (1 + e), off = z - x. Then, if steps are taken, delta_j &lt;- fma(off_i, W_ij, delta_j) over the rows in
    /// ascending order, W before its step; W_ij &lt;- fma(off_i, -r y_j, W_ij) and b'_i &lt;- fma(-r, off_i, b'_i) for each example in order. With one
    /// example the step that is owed comes first, and the next example's sums last, both as in <see cref="Encode"/>.
    /// </summary>
    void Decode(in TiedPass pass);

    /// <summary>
    /// y = sigmoid(sum + b), and -r y: the sum of the shares, or, where a step is missing in them, fma(x~ . next, step_j, sum), the product
    /// taken as in <see cref="Decode"/>.
    /// </summary>
    void Hide(in TiedUnits units);

    /// <summary>step = -r (sum of the shares * (y (1 - y))), each product rounded; b &lt;- b + step for each example in order.</summary>
    void SendBack(in TiedUnits units);

    /// <summary>Writes a tile the other way round: destination[c * stride + r] = tile[r][c] for 4 rows r and 64 columns c.</summary>
    void Transpose(float* tile, float* destination, int stride);
}
