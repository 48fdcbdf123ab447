using System.Buffers;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>What is left of a payload without its absent parts: one piece for each run of parts that are sent, none of them copied.</summary>
internal sealed class PartPieces : ReadOnlySequenceSegment<byte>
{
    private PartPieces(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> payload, ReadOnlySpan<PayloadPart> parts)
    {
        PartPieces? first = null, last = null;
        var run = ReadOnlyMemory<byte>.Empty;
        bool isAbsent = false; // whether the part before was
        int start = 0, at = 0;
        foreach (var part in parts)
        {
            if (part.IsAbsent && !isAbsent) Add(payload[start..at]);
            else if (!part.IsAbsent && isAbsent) start = at;
            isAbsent = part.IsAbsent;
            at += (int)part.Length;
        }

        if (!isAbsent) Add(payload[start..]);
        return last is null ? new(run) : new(first!, 0, last, last.Memory.Length);

        // A single run, which is the rule, costs no memory.
        void Add(ReadOnlyMemory<byte> piece)
        {
            if (piece.IsEmpty) return;
            if (run.IsEmpty)
            {
                run = piece;
                return;
            }

            first ??= last = new PartPieces(run, 0);
            var next = new PartPieces(piece, last!.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }
    }
}
