namespace AmlIpNet.Dds;

/// <summary>Samples of writers that see the type differently than this reader does.</summary>
internal sealed partial class InProcessReader
{
    /// <summary>Splits the serialised bytes by this reader's type: on a network there are only the bytes.</summary>
    private bool TryAcceptAnew(in StoredSample sample, InProcessMatch match)
    {
        long total = PaddedSize(sample);
        int largest = (int)Math.Min(Topic.Type.LargestHeader, total);
        Span<byte> prefix = largest <= TypeDescription.InlineHeaderSize ? stackalloc byte[largest] : new byte[largest];
        CopyFrom(sample, 0, prefix);
        if (!Topic.Type.TrySplit(prefix, total, out int headerSize, out int payloadSize) || payloadSize > Participant.Options.MaxPayloadBytes) return Skip();
        byte[] payload = new byte[payloadSize];
        CopyFrom(sample, headerSize, payload);
        return TryStore(prefix[..headerSize], payload, sample, match);
    }

    private bool Skip()
    {
        Interlocked.Increment(ref _malformedSamples);
        return true;
    }

    /// <summary>Copies serialised bytes from a position on; padding is zero.</summary>
    private static void CopyFrom(in StoredSample sample, int position, Span<byte> destination)
    {
        if (position < sample.HeaderLength)
        {
            var part = sample.Header[position..Math.Min(sample.HeaderLength, position + destination.Length)];
            part.CopyTo(destination);
            destination = destination[part.Length..];
            position += part.Length;
        }

        int start = position - sample.HeaderLength;
        int count = Math.Min(destination.Length, Math.Max(0, sample.Payload.Length - start));
        if (count > 0) sample.Payload.AsSpan(start, count).CopyTo(destination);
    }
}
