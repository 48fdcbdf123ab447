using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Where the bytes of a complete sample are.</summary>
internal interface ISampleSource
{
    /// <summary>Copies the sample's bytes from an offset on.</summary>
    /// <exception cref="InvalidOperationException">Not all of them are there.</exception>
    void CopyTo(int offset, scoped Span<byte> destination);
}

/// <summary>Fragments in ascending order of their first byte; they may overlap.</summary>
internal readonly unsafe ref struct FragmentSource(nn_rdata* first) : ISampleSource
{
    private readonly nn_rdata* _first = first;

    public void CopyTo(int offset, scoped Span<byte> destination)
    {
        uint next = (uint)offset;
        for (var fragment = _first; fragment != null && !destination.IsEmpty; fragment = fragment->nextfrag)
        {
            if (fragment->maxp1 <= next) continue;
            if (fragment->min > next) break;
            int count = (int)Math.Min(fragment->maxp1 - next, (uint)destination.Length);
            new ReadOnlySpan<byte>(fragment->Payload + (next - fragment->min), count).CopyTo(destination);
            destination = destination[count..];
            next += (uint)count;
        }

        if (!destination.IsEmpty) throw new InvalidOperationException($"The sample's fragments have a hole at byte {next}.");
    }
}

/// <summary>Bytes that lie one after the other in several places.</summary>
internal readonly unsafe ref struct VectorSource(ddsrt_iovec_t* vectors, nuint count) : ISampleSource
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

        if (!destination.IsEmpty) throw new InvalidOperationException($"The sample lacks its last {destination.Length} bytes.");
    }
}
