using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AmlIpNet.Aml;

/// <summary>
/// Writes a form: a head of 5 bytes ("AML", version, kind), then numbers as varints (7 bits a byte, low bits first, the top bit says that
/// more follow).
/// </summary>
internal sealed class FormWriter
{
    /// <summary>Bytes of the head.</summary>
    public const int HeadSize = 5;

    /// <summary>The version that is written and read.</summary>
    public const byte Version = 1;

    /// <summary>The most bytes of one number of 32 bits.</summary>
    public const int MaxVarint = 5;

    private byte[] _buffer = new byte[1024];
    private int _length;
    private List<int>? _cuts;

    public FormWriter(FormKind kind)
    {
        var head = Reserve(HeadSize);
        Magic.CopyTo(head);
        head[3] = Version;
        head[4] = (byte)kind;
        Advance(HeadSize);
    }

    /// <summary>The first bytes of every form.</summary>
    public static ReadOnlySpan<byte> Magic => "AML"u8;

    /// <summary>From here on <see cref="Cut"/> is remembered.</summary>
    public FormWriter WithCuts()
    {
        _cuts = [];
        return this;
    }

    /// <summary>What follows may well be the same in another form, whatever comes before it.</summary>
    public void Cut()
    {
        if (_cuts is not null && _length > (_cuts.Count == 0 ? 0 : _cuts[^1])) _cuts.Add(_length);
    }

    /// <summary>The lengths of the parts between the cuts.</summary>
    public int[] PartLengths()
    {
        Cut();
        return [.. _cuts!.Select((end, i) => i == 0 ? end : end - _cuts![i - 1])];
    }

    /// <summary>Room for so many bytes; <see cref="Advance"/> says how many were written.</summary>
    public Span<byte> Reserve(int bytes)
    {
        var needed = (long)_length + bytes;
        if (needed > Array.MaxLength) throw new ArgumentException($"The form would be longer than {Array.MaxLength:N0} bytes: send it in parts.");
        if (needed > _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, _buffer.Length * 2L)));
        return _buffer.AsSpan(_length);
    }

    public void Advance(int bytes) => _length += bytes;

    public void Varint(int value)
    {
        var to = Reserve(MaxVarint);
        _length += Put(to, 0, (uint)value);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        _length += 8;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Ascending numbers: the first, then each distance less one.</summary>
    public void Ascending(ReadOnlySpan<ushort> numbers)
    {
        var to = Reserve(numbers.Length * 3);
        var at = 0;
        var previous = -1;
        foreach (var number in numbers)
        {
            at = Put(to, at, (uint)(number - previous - 1));
            previous = number;
        }

        _length += at;
    }

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    /// <summary>Writes a varint and returns the position after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Put(Span<byte> to, int at, uint value)
    {
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }
}

/// <summary>What a form holds.</summary>
internal enum FormKind : byte
{
    ModelState = (byte)'S',
    DataSet = (byte)'D',
    TrainingJob = (byte)'J',
    TrainingSolution = (byte)'R',
    VetoBitmap = (byte)'V',
    Atomization = (byte)'A',
}
