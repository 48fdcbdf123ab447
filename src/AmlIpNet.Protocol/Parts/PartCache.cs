using System.Runtime.InteropServices;

namespace AmlIpNet.Protocol;

/// <summary>The parts that a server keeps of the work that it gets, so that they need not be sent again. Pure: what it keeps follows from what
/// it was given. The bytes are copied: what a handler does with its job is its own affair.</summary>
/// <param name="capacity">How many bytes it keeps at most; each part counts with 256 more. 0: none.</param>
public sealed class PartCache(long capacity)
{
    private readonly PartLru<byte[]> _parts = new();
    private readonly List<(PayloadPart Part, byte[]? Bytes)> _taken = []; // of the payload that was taken last; null: it is in what came
    private readonly List<PayloadPart> _missing = [];

    /// <summary>Parts kept now.</summary>
    public int Count => _parts.Count;

    /// <summary>Bytes of them, with 256 more for each.</summary>
    public long Bytes => _parts.Bytes;

    /// <summary>Parts that were not sent because they were kept here.</summary>
    public long Hits { get; private set; }

    /// <summary>Their bytes.</summary>
    public long HitBytes { get; private set; }

    /// <summary>Parts that were not sent, and not kept here either.</summary>
    public long Misses { get; private set; }

    /// <summary>Parts that had to go for others.</summary>
    public long Evictions { get; private set; }

    /// <summary>Parts whose bytes did not have their digest.</summary>
    public long Spoilt { get; private set; }

    /// <summary>Which parts of the payload that was taken last are not here, as a refusal names them.</summary>
    public ReadOnlySpan<PayloadPart> Missing => CollectionsMarshal.AsSpan(_missing);

    /// <summary>Takes a payload in: keeps the parts that came, finds those that did not.</summary>
    /// <param name="parts">Its parts. Those that came must make up <paramref name="payload"/>; how long all are together is for the caller to check.</param>
    /// <param name="payload">What came of it.</param>
    /// <param name="whole">All of it; the same array when every part came, so that the bytes are copied for the cache only.</param>
    /// <returns>False when parts are missing.</returns>
    public bool TryTake(ReadOnlySpan<PayloadPart> parts, byte[] payload, out byte[] whole)
    {
        _taken.Clear();
        _missing.Clear();
        int came = 0;
        foreach (var part in parts)
        {
            if (part.IsAbsent) Find(part);
            else Keep(part, payload.AsSpan(came, (int)part.Length));
            came += part.IsAbsent ? 0 : (int)part.Length;
        }

        whole = _missing.Count > 0 ? [] : Join(payload);
        _taken.Clear(); // what must go for others goes
        return _missing.Count == 0;
    }

    /// <summary>Writes which parts it keeps, that unused for the longest first.</summary>
    public void Save(StateWriter writer) => _parts.Save(writer);

    private byte[] Join(byte[] payload)
    {
        long length = 0;
        bool isWhole = true;
        foreach (var (part, bytes) in _taken)
        {
            length += part.Length;
            isWhole &= bytes is null;
        }

        if (isWhole) return payload;
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)length));
        int at = 0, came = 0;
        foreach (var (part, bytes) in _taken)
        {
            var source = bytes ?? payload.AsSpan(came, (int)part.Length);
            source.CopyTo(whole.AsSpan(at));
            at += source.Length;
            if (bytes is null) came += source.Length;
        }

        return whole;
    }

    private void Find(in PayloadPart part)
    {
        if (part.Digest != 0 && _parts.TryUse(part, out byte[] bytes))
        {
            Hits++;
            HitBytes += part.Length;
            _taken.Add((part, bytes));
            return;
        }

        Misses++;
        _missing.Add(part);
    }

    private void Keep(in PayloadPart part, ReadOnlySpan<byte> bytes)
    {
        if (!part.Describes(bytes))
        {
            Spoilt++;
            _missing.Add(part with { IsAbsent = true });
            return;
        }

        _taken.Add((part, null));
        if (part.Digest == 0 || _parts.TryUse(part, out _)) return;
        if (part.Length + PartLru<byte[]>.Overhead <= capacity) Evictions += _parts.Add(part, bytes.ToArray(), capacity);
    }
}
