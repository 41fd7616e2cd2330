namespace Minima.Kernels;

/// <summary>How what a batch lights is listed for the first layer's passes: what suits the registers. The choice changes no result.</summary>
internal enum LitForm
{
    /// <summary>By neighbours, two and four, for registers that hold four rows of a panel (<see cref="GroupedInputs"/>).</summary>
    Groups,

    /// <summary>One by one, for registers that hold one (<see cref="SingleInputs"/>).</summary>
    Singles,
}
