using System.Runtime.InteropServices;

namespace Minima.VersusPyTorch;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Processor()
    {
        const string info = "/proc/cpuinfo";
        if (!File.Exists(info))
            return RuntimeInformation.ProcessArchitecture.ToString();
        string[] lines = File.ReadAllLines(info);
        return $"{Value(lines, "model name")} (family {Value(lines, "cpu family")}, model {Value(lines, "model")})";
    }

    public static string System() => RuntimeInformation.OSDescription.Split('#')[0].Trim();

    private static string Value(string[] lines, string name) =>
        lines.First(line => line.Split(':')[0].Trim() == name).Split(':')[1].Trim();
}
