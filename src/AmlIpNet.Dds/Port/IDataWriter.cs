using System.Buffers;

namespace AmlIpNet.Dds;

/// <summary>What became of a write.</summary>
public enum WriteResult
{
    /// <summary>The sample is in the writer's history and on its way.</summary>
    Accepted,

    /// <summary>
    /// The history is full of samples that a reader has yet to acknowledge. Nothing was written: try again later. A KEEP_ALL writer is full
    /// at <see cref="EndpointQos.MaxSamples"/> unacknowledged samples, or once their bytes have reached
    /// <see cref="NetworkOptions.WriterHistoryBytes"/>. A KEEP_LAST writer drops its oldest sample instead: it answers Full by its bytes at most,
    /// never by the number of its samples.
    /// </summary>
    Full,
}

/// <summary>Writes samples of one topic. Members may be called from any thread; samples written by one thread keep their order.</summary>
/// <remarks>Disposing takes what no reader has received yet away from the readers. It may be called on any thread, the loop included, and again.
/// Disposed on the loop, none of its listener's calls follow; disposed elsewhere, one that has begun may still run.</remarks>
public interface IDataWriter : IDisposable
{
    /// <summary>The topic.</summary>
    Topic Topic { get; }

    /// <summary>Its GUID.</summary>
    EntityGuid Guid { get; }

    /// <summary>How many readers are matched now.</summary>
    int MatchedReaders { get; }

    /// <summary>
    /// Writes one sample, without ever waiting. The bytes are copied (once) before this returns; zero padding to a
    /// multiple of 4 is added by the engine.
    /// </summary>
    /// <param name="header">The CDR bytes before the payload, the 4-byte encapsulation included; at most
    /// <see cref="TypeDescription.MaxHeaderSize"/> bytes.</param>
    /// <param name="payload">The payload's bytes; empty for types without one.</param>
    /// <exception cref="ArgumentException">The header has fewer than 4 or more than <see cref="TypeDescription.MaxHeaderSize"/> bytes.</exception>
    /// <exception cref="PayloadTooLargeException">The payload is above <see cref="NetworkOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);

    /// <inheritdoc cref="TryWrite(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <remarks>The same with a payload in pieces. An engine that does not know better puts them together first.</remarks>
    WriteResult TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment) return TryWrite(header, payload.FirstSpan);
        int size = (int)Math.Min(payload.Length, Array.MaxLength);
        byte[] joined = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            payload.Slice(0, size).CopyTo(joined);
            return TryWrite(header, joined.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Waits until every matched reliable reader has acknowledged all that was written before this call. Without such readers it
    /// returns at once.</summary>
    /// <returns>False when <paramref name="timeout"/> ran out first.</returns>
    /// <exception cref="ObjectDisposedException">The writer has been disposed, before or meanwhile.</exception>
    ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
