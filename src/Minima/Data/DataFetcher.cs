using System.Security.Cryptography;

namespace Minima.Data;

/// <summary>
/// Fetches MNIST and the published model. A file is held in memory until its SHA-256 is checked, and then written in one
/// step: whatever fails, and at whatever moment, a file is there whole and right, or not at all.
/// </summary>
/// <param name="client">Makes the requests. Its own time-out bounds the wait for an answer; the caller disposes it.</param>
/// <param name="sources">Where from; <see cref="FetchSources.Public"/> are the public copies.</param>
/// <param name="stall">How long a server may send nothing before the next one is tried.</param>
public sealed class DataFetcher(HttpClient client, FetchSources sources, TimeSpan stall)
{
    /// <summary>Fetches from the public copies, and gives a silent server 30 seconds.</summary>
    public DataFetcher(HttpClient client)
        : this(client, FetchSources.Public, TimeSpan.FromSeconds(30))
    {
    }

    /// <summary>
    /// Puts MNIST's four <c>.gz</c> files into <paramref name="folder"/>. What is there and right is left alone; a damaged
    /// <c>.gz</c> file is replaced.
    /// </summary>
    /// <returns>The paths of the files that were fetched: none where all were there.</returns>
    /// <exception cref="IOException">No source served a file rightly (the message says what each did), or it cannot be written.</exception>
    /// <exception cref="UnusableInputException">Another file stands where it would be read before the fetched one.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public Task<IReadOnlyList<string>> FetchMnistAsync(
        string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default) =>
        FetchIdxAsync(folder, Mnist.Sha256, progress, cancellation);

    /// <summary>Puts the published model's file into <paramref name="folder"/>, if it is not there already.</summary>
    /// <returns>Whether it was fetched.</returns>
    /// <exception cref="IOException">As for <see cref="FetchMnistAsync"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public async Task<bool> FetchPublishedModelAsync(
        string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        string target = Path.Combine(folder, PublishedModel.FileName);
        if (File.Exists(target) && FileSha256(target) == PublishedModel.Sha256)
            return false;
        await FetchAsync(
            sources.PublishedModel,
            target,
            static content => Require(Convert.ToHexStringLower(SHA256.HashData(content)), PublishedModel.Sha256),
            progress,
            cancellation);
        return true;
    }

    /// <summary>Fetches IDX files, each named <c>NAME.gz</c> and checked by the SHA-256 of its uncompressed content.</summary>
    internal async Task<IReadOnlyList<string>> FetchIdxAsync(
        string folder, IReadOnlyDictionary<string, string> hashes, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var needed = new List<(string Name, string Target)>();
        foreach ((string name, string sha256) in hashes)
        {
            string target = Path.Combine(folder, name + ".gz");
            string? present = IdxFolder.Find(folder, name);
            if (present is not null && IsRight(present, name, sha256))
                continue;
            if (present is not null && present != target)
            {
                throw new UnusableInputException(
                    $"'{present}' is not MNIST's and would be read instead of a fetched '{target}'. Move it away.");
            }

            needed.Add((name, target));
        }

        foreach ((string name, string target) in needed)
        {
            Uri[] addresses = [.. sources.Mnist.Select(mirror => new Uri(mirror, name + ".gz"))];
            await FetchAsync(
                addresses,
                target,
                content => Require(IdxSha256(new MemoryStream(content), name), hashes[name]),
                progress,
                cancellation);
        }

        return [.. needed.Select(static file => file.Target)];
    }

    private async Task FetchAsync(
        IReadOnlyList<Uri> addresses,
        string target,
        Action<byte[]> check,
        IProgress<FetchProgress>? progress,
        CancellationToken cancellation)
    {
        string file = Path.GetFileName(target);
        var failures = new List<string>();
        foreach (Uri address in addresses)
        {
            byte[] content;
            try
            {
                content = await Download.GetAsync(
                    client, address, stall, (done, total) => progress?.Report(new FetchProgress(file, done, total)), cancellation);
                check(content);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnusableInputException)
            {
                failures.Add($"{address}: {e.Message}");
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            AtomicFile.Write(target, content);
            return;
        }

        throw new IOException(
            $"'{file}' could not be fetched; nothing was written for it. Check the connection and try again, or put the file into "
            + $"'{Path.GetDirectoryName(target)}' by hand. Tried: {string.Join("; ", failures)}");
    }

    private static bool IsRight(string path, string name, string sha256)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return IdxSha256(stream, name) == sha256;
        }
        catch (UnusableInputException)
        {
            return false;
        }
    }

    private static string IdxSha256(Stream stream, string name) =>
        (name.Contains("images", StringComparison.Ordinal)
            ? IdxReader.ReadImages(stream, name)
            : IdxReader.ReadLabels(stream, name)).Sha256();

    private static string FileSha256(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Require(string actual, string expected)
    {
        if (actual != expected)
            throw new UnusableInputException($"the content is not the right one (SHA-256 {actual}, expected {expected})");
    }
}
