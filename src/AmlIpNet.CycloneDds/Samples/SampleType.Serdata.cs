using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>The rest of Cyclone's serdata and sertype operations. No exception may leave them.</content>
internal sealed unsafe partial class SampleType
{
    private const uint KeylessEncapsulation = 0x00000100; // 00 01 00 00 in memory: plain CDR, little-endian

    /// <summary>A sample without content, for the key of a keyless type: dispose, unregister, instance bookkeeping.</summary>
    private static ddsi_serdata* Empty(ddsi_sertype* sertype)
    {
        var block = SampleBlock.Create(sertype, SDK_KEY, sizeof(uint), sizeof(uint));
        *(uint*)SampleBlock.Bytes(block) = KeylessEncapsulation;
        return &block->Serdata;
    }

    private static ddsi_serdata* EmptyOrNull(ddsi_sertype* sertype)
    {
        try
        {
            return Empty(sertype);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly]
    private static byte EqualKeys(ddsi_serdata* left, ddsi_serdata* right) => 1;

    [UnmanagedCallersOnly]
    private static uint GetSize(ddsi_serdata* data) => (uint)((SampleBlock*)data)->Size;

    [UnmanagedCallersOnly]
    private static ddsi_serdata* FromKeyHash(ddsi_sertype* sertype, void* keyHash) => EmptyOrNull(sertype);

    [UnmanagedCallersOnly]
    private static ddsi_serdata* FromSample(ddsi_sertype* sertype, int kind, void* sample) => EmptyOrNull(sertype);

    [UnmanagedCallersOnly]
    private static void ToBytes(ddsi_serdata* data, nuint offset, nuint size, void* buffer) =>
        SampleBlock.CopyTo((SampleBlock*)data, (long)offset, new Span<byte>(buffer, (int)size));

    /// <summary>Written samples, the usual case, are sent from their block; the parts of a received one are put together in a copy.</summary>
    [UnmanagedCallersOnly]
    private static ddsi_serdata* ToBytesRef(ddsi_serdata* data, nuint offset, nuint size, ddsrt_iovec_t* reference)
    {
        var block = (SampleBlock*)data;
        if (block->HeaderSize < 0)
        {
            reference->iov_base = SampleBlock.Bytes(block) + offset;
        }
        else
        {
            reference->iov_base = (byte*)NativeMemory.Alloc(size);
            SampleBlock.CopyTo(block, (long)offset, new Span<byte>(reference->iov_base, (int)size));
        }

        reference->iov_len = size;
        Interlocked.Increment(ref data->refc);
        return data;
    }

    [UnmanagedCallersOnly]
    private static void ToBytesUnref(ddsi_serdata* data, ddsrt_iovec_t* reference)
    {
        var block = (SampleBlock*)data;
        if (block->HeaderSize >= 0) NativeMemory.Free(reference->iov_base);
        SampleBlock.Release(block);
    }

    [UnmanagedCallersOnly]
    private static byte ToSample(ddsi_serdata* data, void* sample, void** buffer, void* limit) => 0;

    [UnmanagedCallersOnly]
    private static ddsi_serdata* ToUntyped(ddsi_serdata* data)
    {
        var key = EmptyOrNull(data->type);
        if (key != null) key->type = null; // shared by all topics: it must not point to one that can be deleted
        return key;
    }

    [UnmanagedCallersOnly]
    private static byte UntypedToSample(ddsi_sertype* sertype, ddsi_serdata* data, void* sample, void** buffer, void* limit) => 0;

    [UnmanagedCallersOnly]
    private static void FreeSample(ddsi_serdata* data) => SampleBlock.Free((SampleBlock*)data);

    [UnmanagedCallersOnly]
    private static nuint Print(ddsi_sertype* sertype, ddsi_serdata* data, byte* buffer, nuint size)
    {
        *buffer = 0;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void GetKeyHash(ddsi_serdata* data, byte* buffer, byte forceMd5) => new Span<byte>(buffer, 16).Clear();

    [UnmanagedCallersOnly]
    private static void FreeType(ddsi_sertype* sertype)
    {
        ddsi_sertype_fini(sertype);
        GCHandle<SampleType>.FromIntPtr(((NativeType*)sertype)->Managed).Dispose();
        NativeMemory.Free(sertype);
    }

    [UnmanagedCallersOnly]
    private static void ZeroSamples(ddsi_sertype* sertype, void* samples, nuint count)
    {
    }

    [UnmanagedCallersOnly]
    private static void ReallocSamples(void** pointers, ddsi_sertype* sertype, void* old, nuint oldCount, nuint count) =>
        new Span<nint>(pointers, (int)count).Clear();

    [UnmanagedCallersOnly]
    private static void FreeSamples(ddsi_sertype* sertype, void** pointers, nuint count, int op)
    {
    }

    [UnmanagedCallersOnly]
    private static byte TypeEqual(ddsi_sertype* left, ddsi_sertype* right) => Of(left).IsSame(Of(right)) ? (byte)1 : (byte)0;

    [UnmanagedCallersOnly]
    private static uint TypeHash(ddsi_sertype* sertype) => (uint)string.GetHashCode(Of(sertype).TopicName, StringComparison.Ordinal);
}
