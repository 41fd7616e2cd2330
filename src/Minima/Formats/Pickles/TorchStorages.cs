namespace Minima.Formats.Pickles;

/// <summary>
/// The storages of a PyTorch archive: raw numbers in entries of their own, <c>NAME/data/KEY</c>, that tensors are views of. The pickle refers to
/// one as ('storage', its type, KEY, its device, its count).
/// </summary>
/// <param name="zip">The archive.</param>
/// <param name="folder">The folder in it that holds everything, with its slash.</param>
/// <param name="bad">Makes the error out of what is wrong.</param>
internal sealed class TorchStorages(ZipEntries zip, string folder, Func<string, UnusableInputException> bad)
{
    private readonly Dictionary<string, byte[]> _read = new(StringComparer.Ordinal);

    /// <summary>A storage's bytes, read once, and what they are; null where it is a storage of mere bytes.</summary>
    /// <exception cref="UnusableInputException">There is no such storage, or it has not the length that is stated.</exception>
    public (byte[] Bytes, ElementType? Type) Find(object? reference)
    {
        if ((reference as PicklePersistent)?.Id is not PickleTuple { Items: [var kind, PickleGlobal storage, var key, _, long count] }
            || PickleText.NameOf(kind) != "storage" || PickleText.NameOf(key) is not { } name)
        {
            throw bad("a tensor's numbers are not given as ('storage', type, key, device, count)");
        }

        ElementType? type = TorchTypes.OfStorage(storage);
        if (type is null && storage.ToString() != "torch.storage.UntypedStorage")
            throw bad($"a tensor is made of {Shown.Quoted(storage.ToString())}, which is not read");
        ZipEntry entry = zip.Find($"{folder}data/{name}") ?? throw bad($"its storage {Shown.Quoted(name)} is not in the archive");
        int size = type is { } element ? element.Bits() / 8 : 1;
        if (count < 0 || count > int.MaxValue || count * size != entry.Size)
            throw bad($"its storage {Shown.Quoted(name)} has {entry.Size} bytes, but {count} elements of {size} bytes were expected");
        if (!_read.TryGetValue(name, out byte[]? bytes))
            _read[name] = bytes = zip.Read(entry);
        return (bytes, type);
    }
}
