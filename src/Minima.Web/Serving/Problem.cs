using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Minima.Web.Serving;

/// <summary>Why a request is not answered, in sentences.</summary>
/// <param name="Status">HTTP's status.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Expected">What was expected instead; null where <paramref name="What"/> says it.</param>
/// <param name="Do">What to do about it; null where nothing can be done, or <paramref name="What"/> says it.</param>
internal sealed record Problem(int Status, string What, string? Expected = null, string? Do = null)
{
    /// <summary>All of it, to be shown.</summary>
    public string Sentence => string.Join(' ', new[] { What, Expected, Do }.OfType<string>());

    /// <summary>There is no such run.</summary>
    public static Problem NoRun(string name) => new(
        StatusCodes.Status404NotFound, $"There is no run {Shown(name)} in the served folder.", Do: "Take one of the list (api/runs).");

    /// <summary>The request cannot be understood.</summary>
    public static Problem Unusable(string what, string? expected = null, string? @do = null) =>
        new(StatusCodes.Status400BadRequest, what, expected, @do);

    /// <summary>It could be done, but not now.</summary>
    public static Problem NotNow(string what, string? @do = null) => new(StatusCodes.Status409Conflict, what, Do: @do);

    /// <summary>Too much is asked for at once.</summary>
    public static Problem TooMuch(string what) =>
        new(StatusCodes.Status429TooManyRequests, what, Do: "Wait until some of it is done, and ask again.");

    /// <summary>A name as it was given, cut where it is long, with nothing in it that a terminal or a page could take for more.</summary>
    public static string Shown(string name)
    {
        string start = name.Length <= 80 ? name : name[..80] + "...";
        return $"'{string.Concat(start.Select(static c => char.IsControl(c) ? '?' : c))}'";
    }

    /// <summary>Answers a request with it.</summary>
    public Task Write(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";

        // Before the token was seen to be right the path is a stranger's, and says nothing.
        string where = context.Request.PathBase.HasValue ? $"{context.Request.Method} {context.Request.Path}" : context.Request.Method;
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(
            new { Error = Sentence, What, Where = where, Expected, Do, Status }, LiveJson.Options);
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }
}

/// <summary>A request cannot be answered.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Sentence)
{
    /// <summary>Why.</summary>
    public Problem Problem { get; } = problem;
}
