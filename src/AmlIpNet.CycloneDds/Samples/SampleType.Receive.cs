using System.Buffers;
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
            Of(sertype).CountMalformed();
            return null; // out of memory: the sample is lost, and counted, the process is not
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
            Of(sertype).CountMalformed();
            return null;
        }
    }

    private static ddsi_serdata* Receive<TSource>(ddsi_sertype* sertype, TSource source, nuint size) where TSource : ISampleSource, allows ref struct
    {
        var type = Of(sertype);
        if (size <= int.MaxValue)
        {
            Span<byte> prefix = stackalloc byte[(int)Math.Min(size, TypeDescription.InlineHeaderSize)];
            source.CopyTo(0, prefix);
            if (type.TrySplit(prefix, (long)size, out int headerSize, out int payloadSize)) return Store(sertype, source, (int)size, prefix[..headerSize], payloadSize);
            if (prefix.Length < (int)size && prefix.Length < type.LargestHeader) return ReceiveLarge(sertype, source, (int)size);
        }

        type.CountMalformed();
        return null;
    }

    /// <summary>The same for a header that is larger than most.</summary>
    private static ddsi_serdata* ReceiveLarge<TSource>(ddsi_sertype* sertype, TSource source, int size) where TSource : ISampleSource, allows ref struct
    {
        var type = Of(sertype);
        int length = Math.Min(size, type.LargestHeader);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var prefix = buffer.AsSpan(0, length);
            source.CopyTo(0, prefix);
            if (type.TrySplit(prefix, size, out int headerSize, out int payloadSize)) return Store(sertype, source, size, prefix[..headerSize], payloadSize);
            type.CountMalformed();
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies header and payload to where they are handed out from: the only copy of the payload on the way in.</summary>
    private static ddsi_serdata* Store<TSource>(ddsi_sertype* sertype, TSource source, int size, ReadOnlySpan<byte> header, int payloadSize)
        where TSource : ISampleSource, allows ref struct
    {
        var type = Of(sertype);
        type.WaitForRoom();
        byte[]? payload = null;
        if (payloadSize > 0)
        {
            payload = GC.AllocateUninitializedArray<byte>(payloadSize);
            source.CopyTo(header.Length, payload);
        }

        var block = SampleBlock.Create(sertype, SDK_DATA, header.Length, size);
        block->HeaderSize = header.Length;
        type.CountReceived();
        header.CopyTo(new Span<byte>(SampleBlock.Bytes(block), header.Length));
        if (payload is not null) block->Payload = GCHandle<byte[]>.ToIntPtr(new GCHandle<byte[]>(payload));
        return &block->Serdata;
    }
}
