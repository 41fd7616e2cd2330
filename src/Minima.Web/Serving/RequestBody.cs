using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Minima.Web.Serving;

/// <summary>Reads the body of a request, up to a length, whether or not the request states one.</summary>
internal static class RequestBody
{
    private const int MostJson = 16 << 10;
    private const int Piece = 16 << 10;

    /// <summary>The bytes of a drawing or a file.</summary>
    /// <exception cref="ProblemException">The body is of another kind, empty, or too long.</exception>
    public static async Task<byte[]> Bytes(HttpContext context, int most)
    {
        DemandKind(context.Request, "application/octet-stream");
        byte[] content = await Read(context, most);
        return content.Length > 0 ? content : throw new ProblemException(Problem.Unusable("The request has no body.", "Expected are the bytes of a picture."));
    }

    /// <summary>What a JSON object says.</summary>
    /// <exception cref="ProblemException">The body is of another kind, too long, or not such an object.</exception>
    public static async Task<T> Json<T>(HttpContext context)
        where T : class
    {
        DemandKind(context.Request, "application/json");
        byte[] content = await Read(context, MostJson);
        try
        {
            return JsonSerializer.Deserialize<T>(content, LiveJson.Options)
                ?? throw new ProblemException(Problem.Unusable("The request's body is null.", "Expected is an object."));
        }
        catch (JsonException e)
        {
            // The message itself speaks of types of this program.
            string where = e.Path is { Length: > 2 } path ? $" at {path[2..]}" : e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine}" : "";
            throw new ProblemException(Problem.Unusable(
                $"The request's body is not understood{where}.", "Expected is a JSON object with the members that docs/serve.md lists, each once and of its kind."));
        }
    }

    // Also a form of another page can send a body, but none of these kinds without asking first, which is refused.
    private static void DemandKind(HttpRequest request, string kind)
    {
        string? stated = request.ContentType?.Split(';', 2)[0].Trim();
        if (!kind.Equals(stated, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status415UnsupportedMediaType, $"The request's body is {(stated is null ? "of no kind that it states" : Problem.Shown(stated))}.", $"Expected is the Content-Type {kind}."));
        }
    }

    private static async Task<byte[]> Read(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
            throw TooLong(most);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        using var content = new MemoryStream();
        byte[] piece = new byte[Piece];
        try
        {
            while (await context.Request.Body.ReadAsync(piece, context.RequestAborted) is > 0 and var length)
                content.Write(piece, 0, length);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLong(most);
        }

        return content.ToArray();
    }

    private static ProblemException TooLong(int most) => new(new Problem(
        StatusCodes.Status413PayloadTooLarge, "The request's body is too long.", $"Expected are at most {most} bytes.", "Make the picture smaller."));
}
