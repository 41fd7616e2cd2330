using Minima.Kernels;

namespace Minima.Networks;

/// <summary>The lists of batch after batch, in one form.</summary>
internal interface ILitLists : IDisposable
{
    /// <summary>A batch's lists.</summary>
    /// <param name="batch">Which.</param>
    /// <param name="putsOff">Whether its step leaves decays for later (<see cref="PutOff"/>).</param>
    PackedInputs Of(int batch, bool putsOff);

    /// <summary>Gives each batch its room, in the order that holds from now on.</summary>
    void Arrange();

    /// <summary>Lists what a batch lights.</summary>
    void Fill(int batch, LitScratch scratch);

    /// <summary>Lists what the passes of a stretch touch; all lists must be filled.</summary>
    void PutOff(int stretch, LitScratch scratch);
}
