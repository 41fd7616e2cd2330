namespace Minima.Networks;

/// <summary>Runs of batches of which the last one settles: there a run can stop, and the sum of squares is taken anew.</summary>
/// <param name="batches">Batches.</param>
/// <param name="batchSize">Examples in each.</param>
/// <param name="examples">Examples after which everything is settled.</param>
internal readonly struct Stretches(int batches, int batchSize, int examples = Stretches.Usual)
{
    /// <summary>Examples after which everything is settled: few enough for a stop to be prompt, so many that settling costs a percent or two.</summary>
    public const int Usual = 1024;

    private readonly int _length = Math.Max(examples / batchSize, 1);

    /// <summary>How many batches there are.</summary>
    public int Batches => batches;

    /// <summary>How many runs of them.</summary>
    public int Count => (batches + _length - 1) / _length;

    /// <summary>The batches of a run.</summary>
    public (int First, int End) Of(int stretch) => (stretch * _length, Math.Min((stretch + 1) * _length, batches));

    /// <summary>Whether after a batch's step no row owes anything.</summary>
    public bool Settles(int batch) => (batch + 1) % _length == 0 || batch == batches - 1;
}
