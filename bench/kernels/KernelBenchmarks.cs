using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Bench;

/// <summary>
/// Each kernel on one panel of the default network with a batch of twenty digits, one thread; and two roofs: multiply-adds on
/// registers alone, and a stream of reads and writes over a panel.
/// </summary>
public unsafe class KernelBenchmarks : IDisposable
{
    private const int Batch = 20;
    private const int Groups = 196;
    private const int Classes = 16;
    private const int RoofSteps = 10_000;

    private static readonly int LitInputs = CountLitInputs();

    private AlignedBuffer<float> _weights = null!;
    private AlignedBuffer<float> _deltas = null!;
    private AlignedBuffer<float> _sums = null!;
    private AlignedBuffer<float> _dense = null!;
    private AlignedBuffer<float> _outgoing = null!;
    private AlignedBuffer<float> _shares = null!;
    private AlignedBuffer<double> _lanes = null!;
    private IKernels _kernels = null!;
    private PackedExamples _packed = null!;

    /// <summary>The kernels that are timed.</summary>
    [ParamsSource(nameof(Paths))]
    public string Path { get; set; } = "";

    /// <summary>All vector paths of this machine.</summary>
    public static IEnumerable<string> Paths => KernelChoice.Available.Select(static kernels => kernels.Name).Where(static name => name.StartsWith("avx", StringComparison.Ordinal));

    /// <summary>Useful floating-point operations of a call; a multiply-add is two.</summary>
    internal static double Flops(string method) => method switch
    {
        nameof(StepAndMultiply) => (2.0 * 2 * LitInputs * Tile.Columns) + (5.0 * Groups * Tile.Size),
        nameof(Multiply) => 2.0 * LitInputs * Tile.Columns,
        nameof(StepAndMultiplyDense) => (2.0 * 2 * Batch * Groups * Tile.Size) + (5.0 * Groups * Tile.Size),
        nameof(Share) => 2.0 * Batch * Tile.Columns * Classes,
        nameof(MultiplyAddRoof) => 2.0 * RoofSteps * Roofs<Simd512, Vector512<float>>.Chains * 16,
        _ => 0,
    };

    /// <summary>Bytes read and written by a call, where traffic is what counts.</summary>
    internal static double Bytes(string method) => method switch
    {
        nameof(StepAndMultiply) or nameof(StepAndMultiplyDense) or nameof(StreamRoof) => 2.0 * sizeof(float) * Groups * Tile.Size,
        nameof(Tanh) => 2.0 * sizeof(float) * Batch * Tile.Columns,
        _ => 0,
    };

    private bool IsWide => Path == "avx512";

    /// <summary>Draws the numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _kernels = KernelChoice.Choose(Path);
        _packed = Pack(_kernels.Form);
        _weights = Random(Groups * Tile.Size);
        _deltas = Random(Batch * Tile.Columns);
        _sums = new AlignedBuffer<float>(Batch * Tile.Columns);
        _dense = Random(Batch * Groups * Tile.Rows);
        _outgoing = Random(Tile.Columns * Classes);
        _shares = new AlignedBuffer<float>(Batch * Classes);
        _lanes = new AlignedBuffer<double>(PanelPass.PenaltyLanes);
    }

    /// <summary>Gives the numbers back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])[_packed, _weights, _deltas, _sums, _dense, _outgoing, _shares, _lanes])
            buffer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The heart: gradient of one batch, step, squares, product with the next batch.</summary>
    [Benchmark]
    public void StepAndMultiply()
    {
        PanelPass pass = TrainingPass();
        _packed.Pass(_kernels, in pass, 0, 1);
    }

    /// <summary>The product alone, as in evaluation.</summary>
    [Benchmark]
    public void Multiply()
    {
        var pass = new PanelPass { Weights = _weights.Pointer, Groups = Groups, Sums = _sums.Pointer };
        _packed.Pass(_kernels, in pass, -1, 1);
    }

    /// <summary>The heart with inputs of which nothing is dark.</summary>
    [Benchmark]
    public void StepAndMultiplyDense()
    {
        var inputs = new DenseInputs(_dense.Pointer, Batch, Groups * Tile.Rows, 0);
        PanelPass pass = TrainingPass();
        _kernels.Pass(in pass, inputs, inputs);
    }

    /// <summary>tanh over a panel.</summary>
    [Benchmark]
    public void Tanh() => _kernels.Activate(Unit.Tanh, _sums.Pointer, _deltas.Pointer, Batch, Tile.Columns);

    /// <summary>A panel's share of the logits.</summary>
    [Benchmark]
    public void Share() => _kernels.Share(_deltas.Pointer, Batch, _outgoing.Pointer, Classes, _shares.Pointer);

    /// <summary>Independent chains of multiply-adds on registers: what the core can do.</summary>
    [Benchmark]
    public float MultiplyAddRoof() => IsWide
        ? Roofs<Simd512, Vector512<float>>.MultiplyAdd(RoofSteps)
        : Roofs<Simd256, Vector256<float>>.MultiplyAdd(2 * RoofSteps);

    /// <summary>Reads, multiplies and writes a panel: what the caches can do.</summary>
    [Benchmark]
    public void StreamRoof()
    {
        if (IsWide)
            Roofs<Simd512, Vector512<float>>.Stream(_weights.Pointer, Groups * Tile.Size);
        else
            Roofs<Simd256, Vector256<float>>.Stream(_weights.Pointer, Groups * Tile.Size);
    }

    private PanelPass TrainingPass() => new()
    {
        Weights = _weights.Pointer,
        Groups = Groups,
        Deltas = _deltas.Pointer,
        Step = new Step(1e-6, 0, 1e-4),
        Squares = _lanes.Pointer,
        Sums = _sums.Pointer,
    };

    private static AlignedBuffer<float> Random(int count)
    {
        var buffer = new AlignedBuffer<float>(count);
        new RandomState(1).Uniform(-0.1, 0.1, buffer.Span);
        return buffer;
    }

    private static PackedExamples Pack(LitForm form)
    {
        var packed = new PackedExamples(Digits(), form, Batch, dropTail: true, gradients: true, new WorkerTeam(1));
        packed.Pack(null);
        return packed;
    }

    private static Examples Digits() => DataLocator.FromEnvironment().Load("auto").Train.Slice(0, 2 * Batch);

    /// <summary>Inputs of the second batch that are not zero.</summary>
    private static int CountLitInputs()
    {
        var row = new float[Groups * Tile.Rows];
        int inputs = 0;
        for (int n = Batch; n < 2 * Batch; n++)
        {
            Digits().CopyRow(n, row);
            inputs += row.Count(static value => value != 0);
        }

        return inputs;
    }
}
