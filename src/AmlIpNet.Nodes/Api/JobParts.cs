using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>How the payload of a job is cut into parts that a Computing node may know already.</summary>
internal static class JobParts
{
    /// <summary>Checks where the parts of a payload meet.</summary>
    /// <exception cref="ArgumentException">They do not make up the payload, or there are too many.</exception>
    public static int[] Check(int payloadLength, IReadOnlyList<int> lengths)
    {
        if (lengths.Count > NativeBounds.MaxParts) throw new ArgumentException($"{lengths.Count:N0} parts are too many: use at most {NativeBounds.MaxParts:N0}.", nameof(lengths));
        long sum = 0;
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            sum += length;
        }

        if (sum != payloadLength) throw new ArgumentException($"The parts have {sum:N0} bytes together, but the payload has {payloadLength:N0}: give the length of every part, in their order.", nameof(lengths));
        return [.. lengths];
    }

    /// <summary>Puts parts one behind the other.</summary>
    /// <exception cref="ArgumentException">They are too long together, or there are too many.</exception>
    public static (byte[] Payload, int[] Lengths) Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        long sum = parts.Sum(part => (long)part.Length);
        if (sum > Array.MaxLength) throw new ArgumentException($"The parts have {sum:N0} bytes together: a job can have at most {Array.MaxLength:N0}.", nameof(parts));
        byte[] payload = GC.AllocateUninitializedArray<byte>((int)sum);
        int[] lengths = new int[parts.Count];
        var rest = payload.AsSpan();
        for (int i = 0; i < lengths.Length; i++)
        {
            parts[i].Span.CopyTo(rest);
            lengths[i] = parts[i].Length;
            rest = rest[lengths[i]..];
        }

        return (payload, Check(payload.Length, lengths));
    }

    /// <summary>The parts with their digests. Those below <paramref name="smallest"/> bytes have none, so that they always travel, and neighbours of them are one.</summary>
    /// <returns>Empty when no part is large enough.</returns>
    public static PayloadPart[] Describe(ReadOnlySpan<byte> payload, int[] lengths, int smallest)
    {
        var parts = new List<PayloadPart>(lengths.Length);
        bool isAny = false;
        foreach (int length in lengths)
        {
            bool isSmall = length < smallest;
            if (!isSmall) parts.Add(PayloadPart.Of(payload[..length]));
            else if (parts.Count > 0 && parts[^1].Digest == 0) parts[^1] = new PayloadPart(parts[^1].Length + (uint)length, 0);
            else parts.Add(new PayloadPart((uint)length, 0));
            isAny |= !isSmall;
            payload = payload[length..];
        }

        return isAny ? [.. parts] : [];
    }
}
