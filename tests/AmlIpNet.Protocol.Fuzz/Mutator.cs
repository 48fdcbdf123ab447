using System.Buffers.Binary;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>
/// Makes hostile inputs of well-formed ones: bits, bytes and lengths changed, ends cut off or grown, parts dropped, doubled or taken from
/// another sample, and plain noise. Allocates nothing.
/// </summary>
public sealed class Mutator
{
    /// <summary>The longest input, in bytes: more than any header, so that payloads are cut too.</summary>
    public const int MaxSize = 1024;

    private static readonly uint[] s_lengths =
    [
        0, 1, 2, 3, 4, 28, 29, 30, 199, 200, 201, 202, 255, 256, 257, 0x7fff, 0xffff, 0x10000, 0x7ffffffc, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff,
    ];

    private readonly byte[] _buffer = new byte[MaxSize];
    private int _length;

    /// <summary>Makes one input. It is valid until the next call.</summary>
    public ReadOnlySpan<byte> Make(scoped ref SplitMix random, IReadOnlyList<byte[]> samples)
    {
        var sample = samples[random.Below(samples.Count)];
        _length = Math.Min(sample.Length, MaxSize);
        sample.AsSpan(0, _length).CopyTo(_buffer);
        for (int changes = 1 + random.Below(4); changes > 0; changes--) Change(ref random, samples);
        return _buffer.AsSpan(0, _length);
    }

    private void Change(ref SplitMix random, IReadOnlyList<byte[]> samples)
    {
        int at = random.Below(_length + 1);
        switch (random.Below(12))
        {
            case 0 or 1 when at < _length:
                _buffer[at] ^= (byte)(1 << random.Below(8));
                break;
            case 2 when at < _length:
                _buffer[at] = (byte)random.Next();
                break;
            case 3 or 4 when (at & ~3) + 4 <= _length:
                WriteLength(ref random, at & ~3);
                break;
            case 5:
                _length = at;
                break;
            case 6:
                Insert(ref random, at, 1 + random.Below(16));
                break;
            case 7:
                Remove(at, random.Below(16));
                break;
            case 8:
                Double(at, random.Below(32));
                break;
            case 9:
                Splice(ref random, samples[random.Below(samples.Count)], at);
                break;
            case 10 when _length >= 2:
                _buffer[0] = 0;
                _buffer[1] = (byte)random.Below(12); // encapsulations: plain CDR, parameter lists, XCDR2
                break;
            case 11 when random.Below(8) == 0:
                _length = random.Below(MaxSize);
                Fill(ref random, 0, _length);
                break;
        }
    }

    private void WriteLength(ref SplitMix random, int at)
    {
        // Extremes, or about the number of bytes that are left.
        uint value = random.Below(2) == 0 ? s_lengths[random.Below(s_lengths.Length)] : (uint)(_length - at - 8 + random.Below(12));
        if (random.Below(4) == 0) BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(at), value);
        else BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(at), value);
    }

    private void Insert(ref SplitMix random, int at, int count)
    {
        count = Math.Min(count, MaxSize - _length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        if (random.Below(2) == 0) _buffer.AsSpan(at, count).Clear();
        else Fill(ref random, at, count);
        _length += count;
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Double(int at, int count)
    {
        count = Math.Min(Math.Min(count, _length - at), MaxSize - _length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        _length += count;
    }

    private void Splice(ref SplitMix random, byte[] other, int at)
    {
        int from = random.Below(2) == 0 ? Math.Min(at, other.Length) : random.Below(other.Length + 1);
        int count = Math.Min(other.Length - from, MaxSize - at);
        other.AsSpan(from, count).CopyTo(_buffer.AsSpan(at));
        _length = at + count;
    }

    private void Fill(ref SplitMix random, int at, int count)
    {
        foreach (ref byte b in _buffer.AsSpan(at, count)) b = (byte)random.Next();
    }
}
