namespace Minima.Networks;

/// <summary>
/// What the hidden units of a network get and give, a chunk of examples at a time, as doubles: the sums that go into them, biases included and of
/// each pooled square the one that goes on, and what they make of these. Results do not depend on the number of workers.
/// </summary>
internal interface IUnitReader : IDisposable
{
    /// <summary>How many chunks there are.</summary>
    int Chunks { get; }

    /// <summary>Takes the parameters of the chunks that are read from now on.</summary>
    void Load(Parameters parameters);

    /// <summary>Reads a chunk through the first <paramref name="layers"/> hidden layers.</summary>
    /// <returns>How many examples it has.</returns>
    int Read(int chunk, int layers);

    /// <summary>
    /// What went into a layer's units: [examples][units], row-major, of the chunk read last; of a convolution [examples][places][maps], each place
    /// a row.
    /// </summary>
    ReadOnlySpan<double> Sums(int layer, int examples);

    /// <summary>What came out of them.</summary>
    ReadOnlySpan<double> Outputs(int layer, int examples);
}

/// <summary>Examples made ready once for several readers.</summary>
internal interface IUnitSource : IDisposable
{
    /// <summary>A reader of the examples; it must be disposed before this.</summary>
    IUnitReader Reader();
}
