using System.Globalization;
using System.Text.RegularExpressions;

namespace Minima.Trajectories;

/// <summary>
/// The epoch in the name of a model of the 2016 experiment: its author wrote <c>best_model_mlp_110_pars__zero.pkl</c>, and before that
/// <c>best_model_mlp_500_zero.pkl</c>, <c>best_model_mlp_10_blur_test.pkl</c> and, with the epochs of pretraining first, <c>best_model_sda_15_10.pkl</c>.
/// </summary>
internal static partial class EpochInName
{
    /// <summary>The epoch; null where the name is not of that kind.</summary>
    public static int? Of(string path)
    {
        Match match = Known().Match(Path.GetFileNameWithoutExtension(path));
        return match.Success && int.TryParse(match.Groups["epoch"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            ? epoch
            : null;
    }

    // The digits before "pars", wherever that stands; or else the last of the numbers that follow best_model_ and the network's name.
    [GeneratedRegex(@"(?<epoch>[0-9]+)_?pars|^best_model_[a-z_]+_(?:[0-9]+_)*(?<epoch>[0-9]+)(?:_[a-z].*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();
}
