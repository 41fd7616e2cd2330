using System.Text;

namespace Minima.Studies.Clusters;

/// <summary>What an array is called in the lists of a scheduler.</summary>
internal static class JobName
{
    // Kubernetes adds a pod's number and five letters, and takes 63 characters.
    private const int Longest = 45;

    /// <summary><c>minima-</c> and the name of the folder: small letters, digits and single dashes.</summary>
    public static string Of(ArrayFolder folder)
    {
        string of = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Results)));
        var name = new StringBuilder("minima-");
        foreach (char c in of.Replace(".npz.array", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            bool kept = char.IsAsciiLetterOrDigit(c);
            if (name.Length < Longest && (kept || name[^1] != '-'))
                name.Append(kept ? c : '-');
        }

        return name.ToString().TrimEnd('-');
    }
}
