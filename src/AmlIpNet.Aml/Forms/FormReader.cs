using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AmlIpNet.Aml;

/// <summary>
/// Reads a form that nobody vouches for. Every count is checked against a limit and against the bytes that are left before anything is
/// allocated. There is one spelling of each value: whatever is taken is written again as the same bytes.
/// </summary>
internal ref struct FormReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _what;
    private readonly DecodeLimits _limits;
    private int _position;
    private int _atoms;
    private int _terms;
    private int _duples;

    /// <exception cref="AmlFormatException">The bytes are too many, or have another head.</exception>
    public FormReader(ReadOnlySpan<byte> bytes, FormKind kind, string what, DecodeLimits? limits)
    {
        _bytes = bytes;
        _what = what;
        _limits = limits ?? DecodeLimits.Default;
        _atoms = _limits.MaxAtoms;
        _terms = _limits.MaxTerms;
        _duples = _limits.MaxDuples;
        if (bytes.Length > _limits.MaxBytes)
            throw Error($"it has {bytes.Length:N0} bytes, at most {_limits.MaxBytes:N0} are allowed: send less, or raise {nameof(DecodeLimits)}.{nameof(DecodeLimits.MaxBytes)}");
        if (bytes.Length < FormWriter.HeadSize || !bytes.StartsWith(FormWriter.Magic)) throw Error("the bytes do not start with AML");
        if (bytes[3] != FormWriter.Version) throw Error($"it has version {bytes[3]}, this program reads version {FormWriter.Version}: run the same version on both sides");
        if (bytes[4] != (byte)kind) throw Error($"it is marked as kind {bytes[4]}, not {(byte)kind}");
        _position = FormWriter.HeadSize;
    }

    public readonly DecodeLimits Limits => _limits;

    public readonly int Left => _bytes.Length - _position;

    /// <summary>The bytes that are left; <see cref="Skip"/> says how many were read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public void Skip(int bytes) => _position += bytes;

    /// <summary>The error to throw.</summary>
    public readonly AmlFormatException Error(string problem) =>
        new($"This is not a {_what}: {problem}{(_position > 0 ? $" (at byte {_position:N0} of {_bytes.Length:N0})" : "")}. Nothing was taken from it.");

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    public int Number(string name, int most)
    {
        var at = _position;
        if (!TryGet(_bytes, ref at, out var value)) throw Error($"{name} is cut off or misspelt");
        if (value > (long)most) throw Error($"{name} is {value:N0}, at most {most:N0} is possible");
        _position = at;
        return (int)value;
    }

    /// <summary>How many items follow, each of at least so many bits.</summary>
    public int Count(string name, int most, string limit, int bitsEach = 8)
    {
        var count = Number($"the number of {name}", int.MaxValue);
        if (count > most) throw Error($"it has {count:N0} {name}, {most:N0} are left of the limit: send less, or raise {nameof(DecodeLimits)}.{limit}");
        if (count > Left * 8L / bitsEach) throw Error($"it announces {count:N0} {name}, but only {Left:N0} bytes are left");
        return count;
    }

    public int AtomCount(string name, int bitsEach) => Spend(ref _atoms, Count(name, _atoms, nameof(DecodeLimits.MaxAtoms), bitsEach));

    public int TermCount() => Spend(ref _terms, Count("terms", _terms, nameof(DecodeLimits.MaxTerms)));

    public int DupleCount() => Spend(ref _duples, Count("duples", _duples, nameof(DecodeLimits.MaxDuples)));

    public ulong UInt64(string name) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8, name));

    public ReadOnlySpan<byte> Bytes(int count, string name)
    {
        if (count > Left) throw Error($"{name} is cut off");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }

    /// <summary>Nothing may follow.</summary>
    public readonly void End()
    {
        if (Left > 0) throw Error($"{Left:N0} bytes follow its end");
    }

    /// <summary>Fills the numbers with ascending ones below the bound.</summary>
    public void Ascending(scoped Span<ushort> numbers, int bound, string name)
    {
        var at = _position;
        var previous = -1L;
        foreach (ref var number in numbers)
        {
            if (!TryGetShort(_bytes, ref at, out var distance) && !TryGet(_bytes, ref at, out distance)) throw Error($"{name} is cut off or misspelt");
            previous += distance + 1L;
            number = (ushort)previous;
        }

        // They ascend: if the last one is in bounds, all are.
        if (previous >= bound) throw Error($"{name} holds constant {previous:N0}, but there are {bound:N0} constants");
        _position = at;
    }

    // Most distances take a byte or two, by turns: no branch parts them. Leaves all else to TryGet.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryGetShort(ReadOnlySpan<byte> bytes, ref int at, out uint value)
    {
        value = 0;
        if (bytes.Length - at < sizeof(ushort)) return false;
        uint both = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        var second = (both >> 7) & 1;
        var high = (both >> 8) & (0 - second);
        if (high >= 0x80 || high < second) return false;
        value = (both & 0x7F) | (high << 7);
        at += 1 + (int)second;
        return true;
    }

    /// <summary>Reads a varint of 32 bits in its only spelling: the shortest one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGet(ReadOnlySpan<byte> bytes, ref int at, out uint value)
    {
        if ((uint)at < (uint)bytes.Length && bytes[at] < 0x80)
        {
            value = bytes[at++];
            return true;
        }

        return TryGetLong(bytes, ref at, out value);
    }

    private static bool TryGetLong(ReadOnlySpan<byte> bytes, ref int at, out uint value)
    {
        value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= bytes.Length) return false;
            var b = bytes[at++];
            if (shift == 28 && b > 0x0F) return false;
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) return b != 0 || shift == 0;
        }

        return false;
    }

    private static int Spend(ref int budget, int count)
    {
        budget -= count;
        return count;
    }
}
