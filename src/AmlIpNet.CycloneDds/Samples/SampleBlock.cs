using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// One sample as Cyclone holds it: its serdata, our fields, and bytes, in one block of the <see cref="NativePool"/>.
/// A written sample has all its bytes in the block. A received one has its header there, and its payload in a managed
/// array, so that the array can be handed out without another copy.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SampleBlock
{
    public ddsi_serdata Serdata; // first: Cyclone's pointer is ours

    /// <summary>A GCHandle of the payload array, or 0.</summary>
    public nint Payload;

    /// <summary>Bytes of the whole sample, encapsulation and padding included.</summary>
    public int Size;

    /// <summary>Bytes of the header: received samples only, -1 for those whose bytes are all in the block.</summary>
    public int HeaderSize;

    private int _bin;

    /// <summary>The bytes.</summary>
    public static byte* Bytes(SampleBlock* block) => (byte*)(block + 1);

    /// <summary>A new sample with one reference and room for <paramref name="capacity"/> bytes.</summary>
    public static SampleBlock* Create(ddsi_sertype* type, int kind, int capacity, int size)
    {
        var block = (SampleBlock*)NativePool.Rent((nuint)(sizeof(SampleBlock) + capacity), out int bin);
        ddsi_serdata_init(&block->Serdata, type, kind);
        block->Serdata.hash = type->serdata_basehash; // keyless: all samples are of one instance
        block->Payload = 0;
        block->Size = size;
        block->HeaderSize = -1;
        block->_bin = bin;
        return block;
    }

    /// <summary>Drops a reference, and the sample with the last one.</summary>
    public static void Release(SampleBlock* block)
    {
        if (Interlocked.Decrement(ref block->Serdata.refc) == 0) Free(block);
    }

    /// <summary>Frees a sample without references.</summary>
    public static void Free(SampleBlock* block)
    {
        if (block->Payload != 0) GCHandle<byte[]>.FromIntPtr(block->Payload).Dispose();
        if (block->HeaderSize >= 0) SampleType.Of(block->Serdata.type).CountGone(); // its reader keeps the topic, and so the type, alive
        NativePool.Return((byte*)block, block->_bin);
    }

    /// <summary>Copies bytes [offset, offset + length) of the sample; what lies behind its end is zero.</summary>
    public static void CopyTo(SampleBlock* block, long offset, Span<byte> destination)
    {
        int head = block->HeaderSize < 0 ? block->Size : block->HeaderSize;
        destination.Clear();
        CopyPart(new ReadOnlySpan<byte>(Bytes(block), head), offset, destination);
        if (block->Payload != 0 && block->HeaderSize >= 0)
            CopyPart(GCHandle<byte[]>.FromIntPtr(block->Payload).Target, offset - head, destination);
    }

    /// <summary>The payload of a received sample.</summary>
    public static byte[] GetReceivedPayload(SampleBlock* block) =>
        block->Payload == 0 ? [] : GCHandle<byte[]>.FromIntPtr(block->Payload).Target;

    /// <summary>The payload of a written sample that a reader of this process takes: an array that is made at the first call
    /// and shared by all readers, on whatever thread they are.</summary>
    public static byte[] GetWrittenPayload(SampleBlock* block, int headerSize, int payloadSize)
    {
        if (payloadSize == 0) return [];
        nint handle = Volatile.Read(ref block->Payload);
        if (handle != 0) return GCHandle<byte[]>.FromIntPtr(handle).Target;
        var payload = GC.AllocateUninitializedArray<byte>(payloadSize);
        new ReadOnlySpan<byte>(Bytes(block) + headerSize, payloadSize).CopyTo(payload);
        var own = new GCHandle<byte[]>(payload);
        nint winner = Interlocked.CompareExchange(ref block->Payload, GCHandle<byte[]>.ToIntPtr(own), 0);
        if (winner == 0) return payload;
        own.Dispose();
        return GCHandle<byte[]>.FromIntPtr(winner).Target;
    }

    private static void CopyPart(ReadOnlySpan<byte> part, long partOffset, Span<byte> destination)
    {
        long from = Math.Max(partOffset, 0), to = Math.Min(partOffset + destination.Length, part.Length);
        if (from < to) part[(int)from..(int)to].CopyTo(destination[(int)(from - partOffset)..]);
    }
}
