using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Minima.Studies.Clusters;

/// <summary>What a cluster of Kubernetes must be told beside the resources.</summary>
/// <param name="Image">The container image, with <c>minima</c> and a shell on its path.</param>
/// <param name="Claim">The persistent volume claim that all elements share: the folder in which the command is run.</param>
public sealed record KubernetesOptions(string Image, string Claim);

/// <summary>A job array as Indexed Jobs of Kubernetes (batch/v1, 1.33 and later), for <c>kubectl apply</c>.</summary>
public static class KubernetesManifest
{
    private const string Folder = "/minima";
    private const int Attempts = 3;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes the manifest: a Job for each stage, a completion index for each element. Those of later stages are suspended: a Job does not know
    /// how to wait for another. An element that is killed is tried again, and goes on where it stood; wrong usage is not.
    /// </summary>
    /// <param name="work">What is done.</param>
    /// <param name="command">What an element runs behind <c>minima</c>; the element's number is added.</param>
    /// <param name="resources">What each is given.</param>
    /// <param name="options">The image and the claim.</param>
    /// <exception cref="UnusableInputException">Something that only Slurm has was asked for.</exception>
    public static string Of(ArrayWork work, IReadOnlyList<string> command, ClusterResources resources, KubernetesOptions options)
    {
        if (resources.Partition is not null || resources.Extra.Count > 0)
            throw new UnusableInputException("--partition and --sbatch are for Slurm; a Job of Kubernetes has neither. Leave them out.");
        var text = new StringBuilder();
        int first = 0;
        foreach (IGrouping<int, ArrayElement> stage in work.Elements.GroupBy(static element => element.Stage).OrderBy(static stage => stage.Key))
        {
            text.Append(stage.Key == 0 ? "" : "---\n");
            Add(text, JobName.Of(work.Folder) + (stage.Key == 0 ? "" : $"-{stage.Key + 1}"), stage.Count(), first, stage.Key > 0, command, resources, options);
            first += stage.Count();
        }

        return text.ToString();
    }

    private static void Add(
        StringBuilder text, string name, int count, int first, bool suspended, IReadOnlyList<string> command, ClusterResources resources, KubernetesOptions options)
    {
        string index = first == 0 ? "\"$JOB_COMPLETION_INDEX\"" : string.Create(CultureInfo.InvariantCulture, $"\"$((JOB_COMPLETION_INDEX + {first}))\"");
        string line = string.Create(CultureInfo.InvariantCulture, $"exec {ShellWords.Of(["minima", .. command])} --cores {resources.Cores} --element {index}");
        Line(0, "apiVersion: batch/v1");
        Line(0, "kind: Job");
        Line(0, "metadata:");
        Line(1, $"name: {name}");
        Line(0, "spec:");
        if (suspended)
            Line(1, $"suspend: true # kubectl patch job {name} -p '{{\"spec\":{{\"suspend\":false}}}}' when the job before is complete");
        Line(1, "completionMode: Indexed");
        Line(1, $"completions: {count}");
        Line(1, $"parallelism: {Math.Min(count, resources.MaxParallel ?? count)}");
        Line(1, $"backoffLimitPerIndex: {Attempts}");
        Line(1, "podFailurePolicy:");
        Line(2, "rules:");
        Line(2, "- action: FailIndex # wrong usage or unusable input: trying again changes nothing");
        Line(3, "onExitCodes: {containerName: minima, operator: In, values: [2]}");
        Line(2, "- action: Ignore # evicted: no fault of its own");
        Line(3, "onPodConditions: [{type: DisruptionTarget}]");
        Line(1, "template:");
        Line(2, "spec:");
        Line(3, "restartPolicy: Never");
        if (resources.Time is { } time)
            Line(3, string.Create(CultureInfo.InvariantCulture, $"activeDeadlineSeconds: {(long)time.TotalSeconds}"));
        Line(3, "containers:");
        Line(3, "- name: minima");
        Line(4, $"image: {Text(options.Image)}");
        Line(4, $"workingDir: {Folder}");
        Line(4, "command: [\"sh\", \"-c\"]");

        // Kubernetes replaces $(NAME) itself, and $$( by $(.
        Line(4, $"args: [{Text(line.Replace("$(", "$$(", StringComparison.Ordinal))}]");
        string memory = resources.Memory is { } amount ? string.Create(CultureInfo.InvariantCulture, $", memory: {amount}Mi") : "";
        Line(4, "resources:");
        Line(5, $"requests: {{cpu: {resources.Cores}{memory}}}");
        if (memory.Length > 0)
            Line(5, $"limits: {{{memory[2..]}}}");
        Line(4, $"volumeMounts: [{{name: shared, mountPath: {Folder}}}]");
        Line(3, "volumes:");
        Line(3, "- name: shared");
        Line(4, $"persistentVolumeClaim: {{claimName: {Text(options.Claim)}}}");

        void Line(int depth, string content) => text.Append(' ', 2 * depth).Append(content).Append('\n');
    }

    // JSON's texts are YAML's too.
    private static string Text(string text) => JsonSerializer.Serialize(text, Plain);
}
