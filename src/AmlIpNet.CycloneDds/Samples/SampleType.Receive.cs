using System.Runtime.InteropServices;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>Called by Cyclone's receive threads when a sample is complete. Null says that it is no sample: Cyclone
/// then acknowledges and drops it, and other samples are not disturbed.</content>
internal sealed unsafe partial class SampleType
{
    [UnmanagedCallersOnly]
    private static ddsi_serdata* FromFragments(ddsi_sertype* sertype, int kind, nn_rdata* fragments, nuint size)
    {
        try
        {
            if (kind != SDK_DATA) return Empty(sertype);
            return Receive(sertype, new FragmentSource(fragments), size);
        }
        catch (Exception)
        {
            return null; // out of memory: the sample is lost, the process is not
        }
    }

    [UnmanagedCallersOnly]
    private static ddsi_serdata* FromVectors(ddsi_sertype* sertype, int kind, nuint count, ddsrt_iovec_t* vectors, nuint size)
    {
        try
        {
            if (kind != SDK_DATA) return Empty(sertype);
            return Receive(sertype, new VectorSource(vectors, count), size);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Copies header and payload to where they are handed out from: the only copy on the way in.</summary>
    private static ddsi_serdata* Receive<TSource>(ddsi_sertype* sertype, TSource source, nuint size) where TSource : ISampleSource, allows ref struct
    {
        var type = Of(sertype);
        Span<byte> buffer = stackalloc byte[TypeDescription.MaxHeaderSize];
        var prefix = buffer[..(int)Math.Min(size, (nuint)buffer.Length)];
        source.CopyTo(0, prefix);
        if (size > int.MaxValue || !type.TrySplit(prefix, (long)size, out int headerSize, out int payloadSize))
        {
            type.CountMalformed();
            return null;
        }

        type.WaitForRoom();
        byte[]? payload = null;
        if (payloadSize > 0)
        {
            payload = GC.AllocateUninitializedArray<byte>(payloadSize);
            source.CopyTo(headerSize, payload);
        }

        var block = SampleBlock.Create(sertype, SDK_DATA, headerSize, (int)size);
        block->HeaderSize = headerSize;
        type.CountReceived();
        prefix[..headerSize].CopyTo(new Span<byte>(SampleBlock.Bytes(block), headerSize));
        if (payload is not null) block->Payload = GCHandle<byte[]>.ToIntPtr(new GCHandle<byte[]>(payload));
        return &block->Serdata;
    }
}
