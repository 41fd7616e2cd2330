using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Minima.Web.Serving;

/// <summary>
/// Lets in who knows the token, from this machine and from no other site's page. The token is the first part of every path, so there is
/// nothing that a browser would add by itself to a request that another page makes it send: no cookie, no stored password.
/// </summary>
/// <remarks>
/// What is refused, and against what. Another Host than this machine's own names with the port: a page of a name that was made to lead here
/// (DNS rebinding). An Origin that is not this page's, and Sec-Fetch-Site of another site: requests that other pages send (CSRF), and links on
/// them. Another first part of the path: everybody else, other users of this machine among them; it is compared in constant time.
/// </remarks>
internal sealed class Gate(string token)
{
    private const int TokenBytes = 24;

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>A token that nobody guesses: 192 bits by the system's generator, in letters that need no escape in an address.</summary>
    public static string NewToken() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Answers, or hands on with the token as the base of the path.</summary>
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        HttpRequest request = context.Request;
        if (Refusal(request, context.Connection.LocalPort) is { } problem)
        {
            await problem.Write(context);
            return;
        }

        (string first, string rest) = Split(request.Path);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(first), _token))
        {
            await new Problem(StatusCodes.Status404NotFound, "There is nothing at this address.", Do: "Open the address that `minima serve` printed, with its token.").Write(context);
            return;
        }

        if (rest.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"/{token}/";
            return;
        }

        (request.PathBase, request.Path) = ("/" + token, rest);
        await next(context);
        if (!context.Response.HasStarted && context.Response.StatusCode is var status and (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed))
        {
            await new Problem(status, status == StatusCodes.Status404NotFound
                ? $"There is nothing at {Problem.Shown(request.Path.Value!)}."
                : $"{Problem.Shown(request.Path.Value!)} does not take {request.Method}.").Write(context);
        }
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static Problem? Refusal(HttpRequest request, int port)
    {
        string host = request.Host.Value ?? "";
        string[] own = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];
        if (!own.Contains(host, StringComparer.OrdinalIgnoreCase))
            return Forbidden("The request is for another host.", $"Expected is one of {string.Join(", ", own)}.");
        bool reads = HttpMethods.IsGet(request.Method);
        if (!reads && !HttpMethods.IsPost(request.Method))
            return new Problem(StatusCodes.Status405MethodNotAllowed, "Only GET and POST are understood.");

        // A browser says where a request comes from; other programs say nothing, and cannot be made to send one by a page.
        string? origin = One(request.Headers.Origin);
        if (origin is not null && !origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase))
            return Forbidden("The request comes from another site.", "Expected is one from the page of this server.");
        string? site = One(request.Headers["Sec-Fetch-Site"]);
        if (site is not null && site != "same-origin" && !(reads && site == "none"))
            return Forbidden("The request comes from another site.", "Expected is one from the page of this server, or an address that was typed or opened.");
        return null;
    }

    /// <summary>The header's value; null where it is not there. Several are none that is expected.</summary>
    private static string? One(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values.ToString();

    private static Problem Forbidden(string what, string expected) =>
        new(StatusCodes.Status403Forbidden, what, expected, "Open the address that `minima serve` printed.");

    /// <summary>The path's first part, and the rest from its slash on.</summary>
    private static (string First, string Below) Split(PathString path)
    {
        string value = path.Value ?? "";
        if (value.Length == 0 || value[0] != '/')
            return ("", "");
        int slash = value.IndexOf('/', 1);
        return slash < 0 ? (value[1..], "") : (value[1..slash], value[slash..]);
    }
}
