using System.Numerics;

namespace AmlIpNet.Dds;

/// <summary>A sample in a history or a cache.</summary>
internal struct StoredSample
{
    /// <summary>A buffer of the ring, reused from sample to sample.</summary>
    public byte[] HeaderBuffer;
    public int HeaderLength;
    public byte[] Payload;
    public ulong Writer;
    public long Timestamp;

    /// <summary>In a writer's history: the bytes written before this sample.</summary>
    public long BytesBefore;

    public readonly ReadOnlySpan<byte> Header => HeaderBuffer.AsSpan(0, HeaderLength);
}

/// <summary>A queue of samples. It allocates only while it grows: slots and their header buffers are used again.</summary>
internal sealed class SampleRing
{
    private StoredSample[] _slots = [];
    private int _head;

    public int Count { get; private set; }

    public ref StoredSample this[int index] => ref _slots[(_head + index) & (_slots.Length - 1)];

    /// <summary>Adds a sample and copies its header.</summary>
    public ref StoredSample Append(ReadOnlySpan<byte> header, byte[] payload)
    {
        if (Count == _slots.Length) Grow();
        Count++;
        ref var slot = ref this[Count - 1];
        if (slot.HeaderBuffer is null || slot.HeaderBuffer.Length < header.Length)
            slot.HeaderBuffer = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(header.Length, 32))];
        header.CopyTo(slot.HeaderBuffer);
        slot.HeaderLength = header.Length;
        slot.Payload = payload;
        return ref slot;
    }

    public void RemoveFirst(int count)
    {
        for (int i = 0; i < count; i++) this[i].Payload = null!;
        _head = (_head + count) & (_slots.Length - 1);
        Count -= count;
    }

    public void Clear()
    {
        _slots = [];
        _head = 0;
        Count = 0;
    }

    private void Grow()
    {
        var slots = new StoredSample[Math.Max(4, _slots.Length * 2)];
        for (int i = 0; i < Count; i++) slots[i] = this[i];
        _slots = slots;
        _head = 0;
    }
}
