namespace Minima.Formats.Pickles;

/// <summary>
/// A state dictionary saved by <c>torch.save</c>: a zip file with a pickle, <c>NAME/data.pkl</c>, and the storages of its tensors beside it. A
/// checkpoint that holds the state dictionary among other things is understood. Source: PyTorch, docs/source/notes/serialization.rst.
/// </summary>
/// <param name="Tensors">The tensors in the dictionary's order.</param>
/// <param name="Notes">What a person should know about what was read, a sentence each.</param>
internal sealed record TorchArchive(IReadOnlyList<Tensor> Tensors, IReadOnlyList<string> Notes)
{
    private const string PickleName = "data.pkl";
    private const int MostNamed = 8;

    // Under which the customs of several libraries put a model's state dictionary.
    private static readonly string[] Nested = ["state_dict", "model_state_dict", "model"];

    /// <summary>Whether a zip file is such an archive: PyTorch puts everything into a folder.</summary>
    public static bool Is(ZipEntries zip) => Folder(zip) is not null;

    /// <summary>Reads the archive strictly.</summary>
    /// <exception cref="UnusableInputException">It is damaged, exceeds a limit, or holds no state dictionary.</exception>
    public static TorchArchive Read(ZipEntries zip, string path)
    {
        UnusableInputException Bad(string what) => new(
            $"'{path}' is not a usable file of PyTorch: {what}. Only tensors are read, and nothing in the file is run: save the model's numbers alone, "
            + "with torch.save(model.state_dict(), 'model.pt').");

        string folder = Folder(zip) ?? throw Bad($"it holds no {PickleName}");
        if (zip.Entries.FirstOrDefault(entry => !entry.Name.StartsWith(folder, StringComparison.Ordinal)) is { } stray)
            throw Bad($"{Shown.Quoted(stray.Name)} lies outside its folder {Shown.Quoted(folder)}");
        if (zip.Find(folder + "byteorder") is { } order && (order.Size > 16 || !zip.Read(order).AsSpan().SequenceEqual("little"u8)))
            throw Bad("its numbers are not little-endian");
        ZipEntry pickle = zip.Find(folder + PickleName)!;
        if (PickleMachine.Read(new MemoryStream(zip.Read(pickle)), pickle.Size, Bad) is not PickleDictionary whole)
            throw Bad("it holds something else than a dictionary of tensors");

        var notes = new List<string>();
        PickleDictionary state = StateOf(whole, notes);
        string[] names = [.. state.Names.Where(name => TorchTensor.Is(state[name]))];
        if (names.Length == 0)
            throw Bad("it holds no tensor by name, nor a state dictionary under any of " + string.Join(", ", Nested));
        if (names.Length > Safetensors.MaxTensors)
            throw Bad($"it holds {names.Length} tensors, and at most {Safetensors.MaxTensors} are read");
        string[] others = [.. state.Names.Except(names, StringComparer.Ordinal)];
        if (others.Length > 0)
            notes.Add($"What is no tensor was left out: {Listed(others)}.");
        var tensor = new TorchTensor(new TorchStorages(zip, folder, Bad), Bad);
        return new TorchArchive([.. names.Select(name => tensor.Read(state[name], name))], notes);
    }

    private static PickleDictionary StateOf(PickleDictionary whole, List<string> notes)
    {
        foreach (string key in Nested)
        {
            if (whole[key] is not PickleDictionary state || !state.Names.Any(name => TorchTensor.Is(state[name])))
                continue;
            string[] others = [.. whole.Names.Where(name => name != key)];
            notes.Add($"The file is a checkpoint; its {Shown.Quoted(key)} was read"
                + (others.Length > 0 ? $", {Listed(others)} left out." : "."));
            return state;
        }

        return whole;
    }

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(MostNamed).Select(Shown.Quoted)) + (names.Length > MostNamed ? ", ..." : "");

    private static string? Folder(ZipEntries zip)
    {
        string? name = zip.Entries.Select(static entry => entry.Name)
            .FirstOrDefault(static name => name.EndsWith("/" + PickleName, StringComparison.Ordinal));
        return name?[..^PickleName.Length];
    }
}
