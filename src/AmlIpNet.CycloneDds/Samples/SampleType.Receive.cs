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
    private static ddsi_serdata* Receive<TSource>(ddsi_sertype* sertype, TSource source, nuint size) where TSource : ISource, allows ref struct
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

    private interface ISource
    {
        /// <summary>Copies the sample's bytes from an offset on; they are all there.</summary>
        void CopyTo(int offset, scoped Span<byte> destination);
    }

    /// <summary>Fragments in ascending order of their first byte; they may overlap.</summary>
    private readonly ref struct FragmentSource(nn_rdata* first) : ISource
    {
        private readonly nn_rdata* _first = first;

        public void CopyTo(int offset, scoped Span<byte> destination)
        {
            uint next = (uint)offset;
            for (var fragment = _first; fragment != null && !destination.IsEmpty; fragment = fragment->nextfrag)
            {
                if (fragment->maxp1 <= next) continue;
                int count = (int)Math.Min(fragment->maxp1 - next, (uint)destination.Length);
                new ReadOnlySpan<byte>(fragment->Payload + (next - fragment->min), count).CopyTo(destination);
                destination = destination[count..];
                next += (uint)count;
            }

            if (!destination.IsEmpty) throw new InvalidOperationException("A sample's fragments have a hole.");
        }
    }

    private readonly ref struct VectorSource(ddsrt_iovec_t* vectors, nuint count) : ISource
    {
        private readonly ddsrt_iovec_t* _vectors = vectors;
        private readonly nuint _count = count;

        public void CopyTo(int offset, scoped Span<byte> destination)
        {
            nuint skip = (nuint)offset;
            for (nuint i = 0; i < _count && !destination.IsEmpty; i++)
            {
                var vector = _vectors[i];
                if (vector.iov_len <= skip)
                {
                    skip -= vector.iov_len;
                    continue;
                }

                int length = (int)Math.Min(vector.iov_len - skip, (nuint)destination.Length);
                new ReadOnlySpan<byte>(vector.iov_base + skip, length).CopyTo(destination);
                destination = destination[length..];
                skip = 0;
            }

            if (!destination.IsEmpty) throw new InvalidOperationException("A sample's vectors are shorter than it.");
        }
    }
}
