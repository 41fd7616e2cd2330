using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Minima.Web.Serving;

/// <summary>What can be asked of a served folder, below the token; docs/serve.md lists it.</summary>
internal static class Endpoints
{
    private const string Json = "application/json";

    public static void Map(IEndpointRouteBuilder routes, LiveService service)
    {
        Get(routes, "/", context =>
        {
            context.Response.Headers.ContentSecurityPolicy = ClientFiles.Policy("'self'") + "; frame-ancestors 'none'";
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(service.Page, context.RequestAborted);
        });
        Get(routes, "/api/runs", context => Answer(context, new RunsAnswer(service.Watch.Summaries())));
        Get(routes, "/api/run", async context => await Send(context, await service.Documents.Of(Query(context, "name"), context.RequestAborted)));
        Get(routes, "/api/events", context => EventStream.Write(context, service.Hub, service.Watch));
        Post(routes, "/api/digit", async context => await Answer(context, await service.Readings.OfDrawing(
            Query(context, "run"), await RequestBody.Bytes(context, Readings.MostDrawn), context.RequestAborted)));
        Post(routes, "/api/picture", async context => await Answer(context, await service.Readings.OfPicture(
            Query(context, "run"), await RequestBody.Bytes(context, Readings.MostOfPicture), context.RequestAborted)));
        Post(routes, "/api/compare", async context => await Send(context, await service.Comparisons.Of(
            await RequestBody.Json<CompareRequest>(context), context.RequestAborted)));
        Post(routes, "/api/train", async context => await Answer(context, await service.Trainings.Begin(
            await RequestBody.Json<TrainRequest>(context), context.RequestAborted)));
        Post(routes, "/api/stop", async context => await Answer(context, await service.Trainings.Stop(await RequestBody.Json<RunRequest>(context))));
        Post(routes, "/api/continue", async context => await Answer(context, await service.Trainings.Continue(
            await RequestBody.Json<RunRequest>(context), context.RequestAborted)));
    }

    private static void Get(IEndpointRouteBuilder routes, string path, RequestDelegate answer) => routes.MapGet(path, Guarded(answer));

    private static void Post(IEndpointRouteBuilder routes, string path, RequestDelegate answer) => routes.MapPost(path, Guarded(answer));

    private static string Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value]
        ? value
        : throw new ProblemException(Problem.Unusable($"The address does not say which {name}.", $"Expected is one ?{name}=NAME."));

    private static Task Answer<T>(HttpContext context, T content) => Send(context, JsonSerializer.SerializeToUtf8Bytes(content, LiveJson.Options));

    private static Task Send(HttpContext context, byte[] json)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    /// <summary>Turns what goes wrong into an answer; whatever it is, the server stays up.</summary>
    private static RequestDelegate Guarded(RequestDelegate answer) => async context =>
    {
        try
        {
            await answer(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ProblemOf(e).Write(context);
        }
    };

    private static Problem ProblemOf(Exception exception) => exception switch
    {
        ProblemException e => e.Problem,
        UnusableInputException e => Problem.Unusable(e.Message),
        BadHttpRequestException e => new Problem(e.StatusCode, "The request's body could not be read.", Do: "Send it again."),
        OutOfMemoryException => new Problem(StatusCodes.Status503ServiceUnavailable, "There is not enough memory for this."),
        OperationCanceledException => new Problem(StatusCodes.Status503ServiceUnavailable, "It was stopped before it was done, as the server ends."),
        IOException or UnauthorizedAccessException => new Problem(StatusCodes.Status500InternalServerError, exception.Message),
        _ => new Problem(
            StatusCodes.Status500InternalServerError, $"This is a defect in minima: {exception.GetType().Name}: {exception.Message}", Do: "Please report it."),
    };
}
