using Minima.Numerics;

namespace Minima.Minimisation;

/// <summary>
/// How the learning rate goes from step to step: up linearly from 0, then level, or down to 0 along half a cosine. It depends on the
/// step's number in the whole path alone, with epoch e beginning at step e * batches: not on where a run began or was continued.
/// </summary>
/// <param name="WarmUp">Epochs of rising: step s of w has the rate lr * s / w, s from 0. 0 for none.</param>
/// <param name="CosineEpochs">
/// The epoch at which the rate comes to 0: after the warm-up it is lr * (1 + cos(pi * (s - w) / (total - w))) / 2 at step s
/// (Loshchilov and Hutter 2017, without restarts). Null: it stays at lr.
/// </param>
public sealed record RateSchedule(int WarmUp, int? CosineEpochs)
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="rate">lr.</param>
    /// <param name="step">The step's number, from 0.</param>
    /// <param name="batches">Steps in an epoch.</param>
    public double Rate(double rate, long step, int batches)
    {
        long warm = (long)WarmUp * batches;
        if (step < warm)
            return rate * step / warm;
        if (CosineEpochs is not { } epochs)
            return rate;
        long falling = ((long)epochs * batches) - warm;
        return step - warm >= falling ? 0 : rate * (1 + Elementary.Cos(Math.PI * (step - warm) / falling)) / 2;
    }
}
