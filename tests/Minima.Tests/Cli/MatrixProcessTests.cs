using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Minima.Cli;
using Minima.Formats;
using Minima.Kernels;

namespace Minima.Tests.Cli;

/// <summary><c>minima matrix</c> as a process: what it takes of memory, and what Ctrl-C leaves.</summary>
[Collection(Alone.Name)]
public sealed class MatrixProcessTests : IDisposable
{
    private const long Large = 64L << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("128MB", 128_000_000), InlineData("256MB", 256_000_000)]
    public async Task Matrix_OfMoreThanTheMemory_KeepsItsBound(string memory, long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The highest memory of a process is read as Linux tells it.");
        for (int i = 0; i < 5; i++)
            AddHollow($"{i}.safetensors", Large);
        var start = new ProcessStartInfo(Executable.Path, ["matrix", _folder.Path, "--memory", memory, "--json"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> results = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> messages = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        long most = 0;
        while (!process.HasExited)
        {
            most = Math.Max(most, Highest(process.Id));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Done, process.ExitCode);
        Assert.Contains("\"bytes_read\": " + (5 * 4 * Large).ToString(CultureInfo.InvariantCulture), await results);
        Assert.NotEmpty(await messages);
        Assert.True(most > 20_000_000, $"{most} bytes were seen, fewer than any process of this kind takes.");
        Assert.True(most <= bytes, $"{most} bytes were taken.");
    }

    [Fact]
    public void Matrix_Interrupted_GoesOnWhereItStood()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent as Unix does.");
        for (int i = 0; i < 3; i++)
            AddHollow($"c/{i}.safetensors", Large / 4, (byte)(i + 1), 0, 0, 0x40);
        string command = $"matrix {_folder["c"]} --memory 128MB --json --out ";
        Executable.AcceptInterrupts();
        Assert.Equal(ExitCode.Done, Executable.Run(command + _folder["whole"]).ExitCode);
        Executable.MeetInTheMiddle(folder =>
        {
            var ends = new List<Outcome>();
            for (int wait = 200; ends.Count == 0 || ends[^1].ExitCode != ExitCode.Done; wait += 200)
            {
                Assert.False(File.Exists(Path.Combine(folder["stopped"], "pairs.csv")));
                using var stopped = Executable.Start(command + folder["stopped"]);
                Thread.Sleep(wait);
                stopped.Send(Executable.Interrupt);
                ends.Add(stopped.WaitForEnd());
            }

            Assert.All(ends.SkipLast(1), static outcome => Assert.Equal(130, outcome.ExitCode));
            Assert.Equal(TemporaryFolder.Content(_folder["whole"]), TemporaryFolder.Content(folder["stopped"]));
            Assert.False(File.Exists(Path.Combine(folder["stopped"], "matrix.partial")));
            return ends.Count > 1;
        });
    }

    [Fact]
    public void Matrix_WithOtherThreadsAndKernels_WritesTheSameBytes()
    {
        var random = new Random(9);
        ElementType[] types = [ElementType.BF16, ElementType.F32, ElementType.F16, ElementType.BF16, ElementType.F64, ElementType.BF16];
        for (int i = 0; i < types.Length; i++)
        {
            Tensor[] tensors = [Draw("long", 60_001, types[i], random), Draw("short", 257, types[i], random)];
            _folder.Add($"c/{i}.safetensors", new Safetensors(new Dictionary<string, string>(), tensors).ToBytes());
        }

        string command = $"matrix {_folder["c"]} --out ";
        Assert.Equal(ExitCode.Done, Executable.Run(command + _folder["out"]).ExitCode);
        foreach (IKernels kernels in KernelChoice.Available)
        {
            Assert.Equal(ExitCode.Done, Executable.Run($"{command}{_folder[kernels.Name]} --threads 3 --memory 128MB", (KernelChoice.Variable, kernels.Name)).ExitCode);
            Assert.Equal(TemporaryFolder.Content(_folder["out"]), TemporaryFolder.Content(_folder[kernels.Name]));
        }
    }

    // Numbers whose every bit counts, of one sign and nearly one size: all that the type's last bytes can be.
    private static Tensor Draw(string name, int count, ElementType type, Random random)
    {
        int size = type.Bits() / 8;
        byte[] bytes = new byte[count * size];
        random.NextBytes(bytes);
        for (int last = size - 1; last < bytes.Length; last += size)
            bytes[last] = 0x3C;
        return new Tensor(name, type, [count], bytes);
    }

    private static long Highest(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }

    // A file that takes no room on the disk: holes are zeros. Its last bytes may be something else.
    private void AddHollow(string name, long elements, params byte[] last)
    {
        string header = $$$"""{"w":{"dtype":"F32","shape":[{{{elements}}}],"data_offsets":[0,{{{4 * elements}}}]}}""";
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        using FileStream stream = File.Create(_folder.Add(name, []));
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.SetLength(stream.Position + (4 * elements));
        stream.Seek(-last.Length, SeekOrigin.End);
        stream.Write(last);
    }
}
