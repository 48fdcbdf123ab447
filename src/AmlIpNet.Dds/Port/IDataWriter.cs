namespace AmlIpNet.Dds;

/// <summary>What became of a write.</summary>
public enum WriteResult
{
    /// <summary>The sample is in the writer's history and on its way.</summary>
    Accepted,

    /// <summary>The history is full of samples that a reader has yet to acknowledge. Nothing was written: try again later.</summary>
    Full,
}

/// <summary>Writes samples of one topic. Members may be called from any thread; samples written by one thread keep their order.</summary>
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
    /// <param name="header">The CDR bytes before the payload, the 4-byte encapsulation included.</param>
    /// <param name="payload">The payload's bytes; empty for types without one.</param>
    /// <exception cref="PayloadTooLargeException">The payload is above <see cref="NetworkOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="ObjectDisposedException">The writer has been disposed.</exception>
    WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload);

    /// <summary>Waits until every matched reliable reader has acknowledged all that was written.</summary>
    /// <returns>False when <paramref name="timeout"/> ran out first.</returns>
    ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
