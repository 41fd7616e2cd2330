namespace Minima.Networks;

/// <summary>
/// How an autoencoder's inputs are corrupted in training: each is kept with the probability 1 - <paramref name="Level"/> and otherwise put to
/// zero, anew for every example of every epoch. What it should give back is the example as it was (Vincent and others 2008).
/// </summary>
/// <param name="Level">From 0 (nothing is corrupted) to below 1.</param>
/// <param name="Seed">
/// Seed of the masks: those of a whole training are one stream, <c>RandomState(seed).binomial(1, 1 - level)</c>, example after example.
/// </param>
public sealed record Corruption(double Level, uint Seed);
