namespace Minima.Data;

/// <summary>The model that the author of the 2016 experiment published: a pickle of four float32 arrays.</summary>
public static class PublishedModel
{
    /// <summary>The file's name.</summary>
    public const string FileName = "best_model_mlp_500_zero.pkl";

    /// <summary>SHA-256 (lower-case hex) of the file.</summary>
    public const string Sha256 = "b953a1fee4028f66f33bafb413b0a0cc4c6cf6ef895c8a28b4addec5a255a047";

    /// <summary>The folder that is looked for under each place that may hold data.</summary>
    internal const string FolderName = "dml";
}
