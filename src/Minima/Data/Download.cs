namespace Minima.Data;

/// <summary>One download into memory, bounded in size, and in time where the server falls silent.</summary>
internal static class Download
{
    /// <summary>The most bytes that are taken: 64 MiB, six times the largest file that is fetched.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>Gets the whole body.</summary>
    /// <exception cref="HttpRequestException">No connection, or the server refused.</exception>
    /// <exception cref="IOException">The body is over the limit, ends early, or nothing came for <paramref name="stall"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static async Task<byte[]> GetAsync(
        HttpClient client, Uri address, TimeSpan stall, Action<long, long?> progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(stall);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
            long? total = response.Content.Headers.ContentLength;
            if (total > MaximumBytes)
                throw TooLarge();

            Stream body = await response.Content.ReadAsStreamAsync(patience.Token);
            using var content = new MemoryStream();
            var buffer = new byte[1 << 16];
            while (true)
            {
                patience.CancelAfter(stall);
                int read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    return content.ToArray();
                if (content.Length + read > MaximumBytes)
                    throw TooLarge();
                content.Write(buffer, 0, read);
                progress(content.Length, total);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {stall.TotalSeconds} s", e);
        }
    }

    private static IOException TooLarge() => new($"the file has more than the {MaximumBytes} bytes that are taken");
}
