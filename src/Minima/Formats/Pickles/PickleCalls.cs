using System.Buffers;
using System.Text;

namespace Minima.Formats.Pickles;

/// <summary>What a pickle's names, calls, instances and states turn into: records, once they are on the list.</summary>
/// <param name="length">
/// The pickle's bytes. A text or a list is in them once, but may be fetched from the memo and handed to a function many times: what the functions
/// take is limited to this in all.
/// </param>
/// <param name="bad">Makes the error out of what is wrong.</param>
internal sealed class PickleCalls(long length, Func<string, UnusableInputException> bad)
{
    private long _taken;

    /// <summary>The class or function of that name.</summary>
    public PickleGlobal Find(object? module, object? name)
    {
        if (PickleText.NameOf(module) is not { } moduleName || PickleText.NameOf(name) is not { } ownName)
            throw bad("it names a class or function by something that is no name");
        return PickleGlobals.Find(moduleName, ownName)
            ?? throw bad($"it names {Shown.Quoted($"{moduleName}.{ownName}")}, which is none of the classes and functions that hold arrays");
    }

    /// <summary>REDUCE.</summary>
    public object Call(object? function, object? arguments)
    {
        (PickleGlobal global, PickleTuple given) = Allow(function, arguments, PickleUses.Called, "call");
        return (global.Module, global.Name) switch
        {
            ("collections", _) => Dictionary(global, given),
            ("_codecs", _) => Encode(given),
            (_, "bytes") => given.Items.Count == 0 ? new PickleBytes(default) : throw bad("it gives 'bytes' something, where nothing was expected"),
            _ => new PickleObject(global, given),
        };
    }

    /// <summary>NEWOBJ and OBJ.</summary>
    public PickleObject Instantiate(object? type, object? arguments)
    {
        (PickleGlobal global, PickleTuple given) = Allow(type, arguments, PickleUses.Instantiated, "make an instance of");
        return new PickleObject(global, given);
    }

    /// <summary>BUILD.</summary>
    public void Build(object? target, object? state)
    {
        // The attributes of an OrderedDict (PyTorch keeps versions of modules there) say nothing of what it holds.
        if (target is PickleDictionary)
            return;
        if (target is not PickleObject record || !record.Of.Uses.HasFlag(PickleUses.Built))
            throw bad($"it sets the state of {(target is PickleObject other ? Shown.Quoted(other.Of.ToString()) : "something that has none")}");
        if (record.State is not null)
            throw bad($"it sets the state of a {Shown.Quoted(record.Of.ToString())} twice");
        record.State = state;
    }

    /// <summary>Puts an entry into a dictionary.</summary>
    public void Set(PickleDictionary dictionary, object? key, object? value)
    {
        if (PickleText.NameOf(key) is { } name)
            dictionary.Set(name, value);
        else if (key is PickleText or PickleBytes)
            throw bad($"it holds a name of more than {PickleText.LongestName} bytes");
    }

    private (PickleGlobal Global, PickleTuple Arguments) Allow(object? what, object? arguments, PickleUses use, string verb)
    {
        if (what is not PickleGlobal global)
            throw bad($"it wants to {verb} something that is no name");
        if (!global.Uses.HasFlag(use))
            throw bad($"it wants to {verb} {Shown.Quoted(global.ToString())}, which is not allowed");
        return arguments is PickleTuple given
            ? (global, given)
            : throw bad($"what it hands to {Shown.Quoted(global.ToString())} is no tuple");
    }

    /// <summary>An OrderedDict, or a Counter: empty, with a dictionary, or as Python 2 has it, with a list of pairs.</summary>
    private PickleDictionary Dictionary(PickleGlobal global, PickleTuple arguments)
    {
        switch (arguments.Items)
        {
            case []:
                return new PickleDictionary();
            case [PickleDictionary whole]:
                // Shared, not copied: copies of a large one, each a few bytes in the file, would fill the memory.
                return whole;
            case [PickleList pairs]:
                Take(pairs.Items.Count);
                var dictionary = new PickleDictionary();
                foreach (object? pair in pairs.Items)
                {
                    if ((pair as PickleList)?.Items is not [var key, var value])
                    {
                        if ((pair as PickleTuple)?.Items is not [var first, var second])
                            throw bad($"{Shown.Quoted(global.ToString())} is given something that is no pair");
                        (key, value) = (first, second);
                    }

                    Set(dictionary, key, value);
                }

                return dictionary;
            default:
                throw bad($"{Shown.Quoted(global.ToString())} is given something that is neither empty nor pairs");
        }
    }

    private void Take(int count)
    {
        _taken += count;
        if (_taken > length)
            throw bad("it hands the same text or list to a function again and again");
    }

    /// <summary>_codecs.encode(text, 'latin1'): how Python 3 writes bytes for protocol 2.</summary>
    private PickleBytes Encode(PickleTuple arguments)
    {
        if (arguments.Items is not [PickleText text, var codec] || PickleText.NameOf(codec) is not ("latin1" or "latin-1"))
            throw bad("'_codecs.encode' is given something else than a text and 'latin1'");
        ReadOnlySpan<byte> utf8 = text.Utf8.Span;
        Take(utf8.Length);

        // A character of Latin-1 is one byte below 128, or two from C2 or C3 on: each but the second bytes (10xxxxxx) is a character.
        int characters = 0;
        foreach (byte b in utf8)
            characters += (b & 0xC0) == 0x80 ? 0 : 1;
        byte[] latin = new byte[characters];
        for (int from = 0, to = 0; from < utf8.Length; to++)
        {
            if (utf8[from] >= 0xC4)
                throw bad("a text that stands for bytes has a character beyond 255");
            latin[to] = utf8[from] < 0x80 ? utf8[from] : (byte)((utf8[from] << 6) | (utf8[from + 1] & 0x3F));
            from += utf8[from] < 0x80 ? 1 : 2;
        }

        return new PickleBytes(latin);
    }
}
