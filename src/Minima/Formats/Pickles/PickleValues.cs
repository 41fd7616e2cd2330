using System.Text;

namespace Minima.Formats.Pickles;

// What a pickle is made of, as inert records: none of them does anything. Beside these, null, bool, long and double stand for
// themselves. Classes, not records: values may nest a million deep or hold themselves, and a record's members would walk them.

/// <summary>A byte string, or a string of Python 2.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> content)
{
    public ReadOnlyMemory<byte> Content { get; } = content;
}

/// <summary>A text, kept as valid UTF-8: that of an array's bytes may be long.</summary>
internal sealed class PickleText(ReadOnlyMemory<byte> utf8)
{
    /// <summary>The most bytes of a text that is used as a name.</summary>
    public const int LongestName = Safetensors.MaxNameLength;

    private string? _name;

    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>A text or a string of Python 2 as a name; null where the value is neither, or too long for one.</summary>
    public static string? NameOf(object? value) => value switch
    {
        PickleText { Utf8.Length: <= LongestName } text => text._name ??= Encoding.UTF8.GetString(text.Utf8.Span),
        PickleBytes { Content.Length: <= LongestName } bytes => Encoding.Latin1.GetString(bytes.Content.Span),
        _ => null,
    };
}

/// <summary>A tuple.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public IReadOnlyList<object?> Items { get; } = items;
}

/// <summary>A list; also a set, whose members nothing here asks for.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary. Entries whose key is no name are not kept: nothing here asks for them.</summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<string, object?> _byName = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The names in the order in which they came.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The value of that name; null where there is none, too.</summary>
    public object? this[string name] => _byName.GetValueOrDefault(name);

    public void Set(string name, object? value)
    {
        if (_byName.TryAdd(name, value))
            _names.Add(name);
        else
            _byName[name] = value;
    }
}

/// <summary>The name of a class or function that is on the list of those known; it stands for nothing else.</summary>
internal sealed class PickleGlobal(string module, string name, PickleUses uses)
{
    public string Module { get; } = module;

    public string Name { get; } = name;

    public PickleUses Uses { get; } = uses;

    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What would have been an object: the class or function, what it was given, and the state set afterwards.</summary>
internal sealed class PickleObject(PickleGlobal of, PickleTuple arguments)
{
    public PickleGlobal Of { get; } = of;

    public PickleTuple Arguments { get; } = arguments;

    public object? State { get; set; }

    /// <summary>Whether it is of the class or function of that name.</summary>
    public bool Is(string name) => Of.ToString() == name;

    /// <summary>What its state, a dictionary, holds under that name; null where it is none or holds none.</summary>
    public object? Attribute(string name) => (State as PickleDictionary)?[name];
}

/// <summary>A reference to something beside the pickle.</summary>
internal sealed class PicklePersistent(object? id)
{
    public object? Id { get; } = id;
}
