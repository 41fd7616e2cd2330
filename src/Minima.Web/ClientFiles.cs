using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Minima.Web;

/// <summary>
/// The page that shows a report, or a folder of runs live: one HTML document with its script, its style and its data within it, which asks
/// the network for nothing by itself.
/// </summary>
public static class ClientFiles
{
    // Within a script element nothing may look like its end; the usual encoder turns every '<' into an escape.
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };

    private static readonly Lazy<string?> Script = new(static () => Read("client.js"));

    private static readonly Lazy<string?> Style = new(static () => Read("client.css"));

    /// <summary>Whether the page was built in.</summary>
    public static bool AreBuiltIn => Script.Value is not null && Style.Value is not null;

    /// <summary>What is missing where the page was not built in, and how to get it.</summary>
    public static string Missing =>
        "This build of minima has no page in it: Node.js was not found when it was built. Install Node.js 18 or later with npm "
        + "(https://nodejs.org, or your system's packages nodejs and npm), and build again: dotnet build -c Release.";

    /// <summary>How many bytes the script has.</summary>
    public static int ScriptLength => Encoding.UTF8.GetByteCount(Script.Value ?? "");

    /// <summary>
    /// The Content-Security-Policy of the page: its own script and nothing else runs, and it reads nothing but what <paramref name="connect"/>
    /// allows.
    /// </summary>
    /// <param name="connect">Where it may ask for data: <c>'none'</c>, or of a served page <c>'self'</c>.</param>
    /// <exception cref="UnusableInputException">The page was not built in.</exception>
    public static string Policy(string connect) =>
        $"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Demand(Script))))}'; "
        + $"style-src 'unsafe-inline'; img-src data: blob:; connect-src {connect}; base-uri 'none'; form-action 'none'";

    /// <summary>The whole page.</summary>
    /// <param name="title">What the browser calls it.</param>
    /// <param name="document">The data: of a report, or of a folder that is served.</param>
    /// <param name="connect">See <see cref="Policy"/>.</param>
    /// <exception cref="UnusableInputException">The page was not built in.</exception>
    public static string Page(string title, JsonNode document, string connect = "'none'") =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="{Policy(connect)}">
        <link rel="icon" href="data:,">
        <title>{HtmlEncoder.Default.Encode(title)}</title>
        <style>{Demand(Style)}</style>
        </head>
        <body>
        <noscript>This page draws its figures with a script of its own, which this browser does not run.</noscript>
        <main id="page"></main>
        <script type="application/json" id="minima">{document.ToJsonString(Escaped)}</script>
        <script>{Demand(Script)}</script>
        </body>
        </html>

        """;

    private static string Demand(Lazy<string?> file) => file.Value ?? throw new UnusableInputException(Missing);

    private static string? Read(string name)
    {
        using Stream? file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (file is null)
            return null;
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
