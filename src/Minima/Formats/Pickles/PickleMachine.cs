using System.Buffers.Binary;
using System.Text.Unicode;

namespace Minima.Formats.Pickles;

/// <summary>
/// Follows a pickle, which is a program for a machine with a stack and a memo, and builds inert records out of it. Nothing that a
/// pickle names is looked up, imported or called; opcodes and names that are not on the lists are refused by name. Protocols 2 to 5;
/// of them, what numbers, arrays and dictionaries of these take. Source: CPython, Lib/pickletools.py.
/// </summary>
/// <remarks>
/// Bounded: a value takes at least one opcode, and there are at most a million of these; arrays of bytes are no longer than what was read.
/// The machine does not recurse, so that depth costs nothing; what is stored in the memo and used a thousand times is there once.
/// </remarks>
internal sealed class PickleMachine
{
    /// <summary>Most bytes that a pickle may have, inflated: 512 MiB. MNIST's takes 220 MB.</summary>
    public const long MaxBytes = 512L << 20;

    /// <summary>Most opcodes that are followed.</summary>
    public const int MaxOpcodes = 1_000_000;

    private const int MaxProtocol = 5;
    private const int LongestLine = 256;

    private readonly PickleInput _input;
    private readonly Func<string, UnusableInputException> _bad;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly PickleCalls _calls;
    private long _at;

    private PickleMachine(Stream stream, long length, Func<string, UnusableInputException> bad)
    {
        _bad = what => bad($"{what} (at byte {_at})");
        _input = new PickleInput(stream, length, bad);
        _calls = new PickleCalls(length, _bad);
    }

    /// <summary>The value that a pickle stands for.</summary>
    /// <param name="stream">The pickle, at its beginning; it need not be able to seek.</param>
    /// <param name="length">How many bytes it should have; more or fewer are an error.</param>
    /// <param name="bad">Makes the error out of what is wrong.</param>
    /// <exception cref="UnusableInputException">It is no pickle, asks for something that is not on the lists, or exceeds a limit.</exception>
    public static object? Read(Stream stream, long length, Func<string, UnusableInputException> bad) => length <= MaxBytes
        ? new PickleMachine(stream, length, bad).Run()
        : throw bad($"it has {length} bytes, and at most {MaxBytes} are read");

    private object? Run()
    {
        for (int opcodes = 0; opcodes < MaxOpcodes; opcodes++)
        {
            _at = _input.Position;
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode != PickleOpcode.Stop)
            {
                Follow(opcode);
                continue;
            }

            object? result = Pop();
            if (_stack.Count > 0 || _marks.Count > 0)
                throw _bad("it ends with more than one value");
            _input.RequireEnd();
            return result;
        }

        throw _bad($"it has more than {MaxOpcodes} opcodes");
    }

    private void Follow(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                byte protocol = _input.ReadByte();
                if (protocol > MaxProtocol)
                    throw _bad($"it states protocol {protocol}, and only those to {MaxProtocol} are known");
                break;
            case PickleOpcode.Frame:
                // Frames tell how much may be read ahead; what they hold are opcodes as elsewhere.
                _input.ReadNumber(8);
                break;
            case PickleOpcode.Mark: _marks.Add(_stack.Count); break;
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)(int)_input.ReadNumber(4)); break;
            case PickleOpcode.BinInt1: Push((long)_input.ReadByte()); break;
            case PickleOpcode.BinInt2: Push((long)_input.ReadNumber(2)); break;
            case PickleOpcode.Long1: Push(ReadLong()); break;
            case PickleOpcode.BinFloat: Push(BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(_input.ReadNumber(8)))); break;
            case PickleOpcode.BinString or PickleOpcode.BinBytes: Push(new PickleBytes(_input.ReadBytes(_input.ReadNumber(4)))); break;
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinBytes: Push(new PickleBytes(_input.ReadBytes(_input.ReadByte()))); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: Push(new PickleBytes(_input.ReadBytes(_input.ReadNumber(8)))); break;
            case PickleOpcode.ShortBinUnicode: Push(Text(_input.ReadBytes(_input.ReadByte()))); break;
            case PickleOpcode.BinUnicode: Push(Text(_input.ReadBytes(_input.ReadNumber(4)))); break;
            case PickleOpcode.BinUnicode8: Push(Text(_input.ReadBytes(_input.ReadNumber(8)))); break;
            case PickleOpcode.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: Push(new PickleTuple(PopLast(1))); break;
            case PickleOpcode.Tuple2: Push(new PickleTuple(PopLast(2))); break;
            case PickleOpcode.Tuple3: Push(new PickleTuple(PopLast(3))); break;
            case PickleOpcode.Tuple: Push(new PickleTuple(PopToMark())); break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: Push(new PickleList()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDictionary()); break;
            case PickleOpcode.Append: Append(opcode, PopLast(1)); break;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(opcode, PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(opcode, PopLast(2)); break;
            case PickleOpcode.SetItems: SetItems(opcode, PopToMark()); break;
            case PickleOpcode.BinPut: Put(_input.ReadByte()); break;
            case PickleOpcode.LongBinPut: Put((uint)_input.ReadNumber(4)); break;
            case PickleOpcode.Memoize: Put((uint)_memo.Count); break;
            case PickleOpcode.BinGet: Get(_input.ReadByte()); break;
            case PickleOpcode.LongBinGet: Get((uint)_input.ReadNumber(4)); break;
            case PickleOpcode.BinPersId: Push(new PicklePersistent(Pop())); break;
            default: FollowName(opcode); break;
        }
    }

    /// <summary>The opcodes that have to do with classes and functions.</summary>
    private void FollowName(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                object module = Text(_input.ReadLine(LongestLine));
                Push(_calls.Find(module, Text(_input.ReadLine(LongestLine))));
                break;
            case PickleOpcode.StackGlobal:
                object?[] name = PopLast(2);
                Push(_calls.Find(name[0], name[1]));
                break;
            case PickleOpcode.Reduce:
                object?[] call = PopLast(2);
                Push(_calls.Call(call[0], call[1]));
                break;
            case PickleOpcode.NewObj:
                object?[] instance = PopLast(2);
                Push(_calls.Instantiate(instance[0], instance[1]));
                break;
            case PickleOpcode.Obj:
                object?[] parts = PopToMark();
                Push(_calls.Instantiate(parts.FirstOrDefault(), new PickleTuple(parts[Math.Min(1, parts.Length)..])));
                break;
            case PickleOpcode.Build:
                object? state = Pop();
                _calls.Build(Top(), state);
                break;
            default:
                throw _bad($"it asks for the opcode {opcode.Name()}, which is not followed");
        }
    }

    private long ReadLong()
    {
        // Little-endian two's complement; an empty one is zero.
        int length = _input.ReadByte();
        if (length > sizeof(long))
            throw _bad($"it holds a number of {length} bytes, and at most {sizeof(long)} are read");
        if (length == 0)
            return 0;
        int unused = 8 * (sizeof(long) - length);
        return (long)(_input.ReadNumber(length) << unused) >> unused;
    }

    private PickleText Text(byte[] utf8) => Utf8.IsValid(utf8) ? new PickleText(utf8) : throw _bad("it holds a text that is not UTF-8");

    private void Append(PickleOpcode opcode, object?[] items)
    {
        if (Top() is not PickleList list)
            throw _bad($"its opcode {opcode.Name()} adds to something that is no list");
        list.Items.AddRange(items);
    }

    private void SetItems(PickleOpcode opcode, object?[] pairs)
    {
        if (Top() is not PickleDictionary dictionary)
            throw _bad($"its opcode {opcode.Name()} adds to something that is no dictionary");
        if (pairs.Length % 2 != 0)
            throw _bad("a key of a dictionary has no value");
        for (int i = 0; i < pairs.Length; i += 2)
            _calls.Set(dictionary, pairs[i], pairs[i + 1]);
    }

    private void Put(uint index) => _memo[index] = Top();

    private void Get(uint index) =>
        Push(_memo.TryGetValue(index, out object? value) ? value : throw _bad($"it asks for value {index} of its memo, which is not there"));

    private void Push(object? value) => _stack.Add(value);

    private object? Top() => _stack.Count > Floor() ? _stack[^1] : throw Underflow();

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count)
    {
        if (_stack.Count - Floor() < count)
            throw Underflow();
        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Underflow();
        int mark = Floor();
        _marks.RemoveAt(_marks.Count - 1);
        object?[] values = [.. _stack[mark..]];
        _stack.RemoveRange(mark, values.Length);
        return values;
    }

    // A value below the last mark is out of reach until the mark is taken.
    private int Floor() => _marks.Count == 0 ? 0 : _marks[^1];

    private UnusableInputException Underflow() => _bad("it takes a value from its stack where there is none");
}
