using System.Buffers;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes;

/// <summary>
/// Writes in order without ever waiting: what the writer cannot take now is kept and tried again. Direct writers hold
/// back everything until their reader has matched, so that nothing is lost before. Lives on the participant's loop. What it keeps is bounded by the tasks under way.
/// </summary>
internal sealed class WriterQueue : IWriterListener, IDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMilliseconds(16);

    private readonly bool _needsReader;
    private readonly ILogger _logger;
    private readonly LoopTimer _timer;
    private readonly IDataWriter _writer;
    private readonly LinkedList<Pending> _pending = new();
    private TimeSpan _retry = s_firstRetry;

    public WriterQueue(IDomainParticipant participant, Topic topic, EndpointQos qos, ILogger logger, bool needsReader = false)
    {
        _needsReader = needsReader;
        _logger = logger;
        _timer = participant.Loop.CreateTimer(Flush);
        _writer = participant.CreateWriter(topic, qos, this);
    }

    /// <summary>Samples that wait.</summary>
    public int Count => _pending.Count;

    /// <summary>Bytes of their payloads.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a sample, now or as soon as it can be. The payload is borrowed until then.</summary>
    /// <param name="header">The header; copied if it has to wait.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="tag">A number by which <see cref="Replace"/> finds it.</param>
    public void Send(ReadOnlySpan<byte> header, ReadOnlyMemory<byte> payload = default, ulong tag = 0) => Send(header, new ReadOnlySequence<byte>(payload), tag);

    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, ReadOnlyMemory{byte}, ulong)"/>
    public void Send(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload, ulong tag)
    {
        if (_pending.Count == 0 && TryWrite(header, payload)) return;
        _pending.AddLast(new Pending(header.ToArray(), payload, tag));
        Bytes += payload.Length;
        if (!_timer.IsArmed) RetryLater();
    }

    /// <summary>Takes a sample out that still waits.</summary>
    /// <returns>False when it waits no more.</returns>
    public bool Remove(ulong tag)
    {
        for (var node = _pending.First; node is not null; node = node.Next)
        {
            if (node.Value.Tag != tag) continue;
            _pending.Remove(node);
            Bytes -= node.Value.Payload.Length;
            return true;
        }

        return false;
    }

    /// <summary>Puts other bytes in the place of a sample that still waits.</summary>
    /// <returns>False when it waits no more.</returns>
    public bool Replace(ulong tag, ReadOnlySpan<byte> header, ReadOnlyMemory<byte> payload)
    {
        for (var node = _pending.First; node is not null; node = node.Next)
        {
            if (node.Value.Tag != tag) continue;
            Bytes += payload.Length - node.Value.Payload.Length;
            node.Value = new Pending(header.ToArray(), new(payload), tag);
            return true;
        }

        return false;
    }

    /// <summary>Waits until all that was written has been acknowledged; call it off the loop.</summary>
    public async ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout)
    {
        try
        {
            return await _writer.WaitForAcknowledgmentsAsync(timeout).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return true; // its node is gone: nobody is left to hear
        }
    }

    /// <inheritdoc/>
    public void OnMatched(EndpointInfo reader) => Flush();

    /// <inheritdoc/>
    public void OnMismatch(EndpointMismatch mismatch) => NodeLog.Mismatch(_logger, mismatch);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _pending.Clear();
        Bytes = 0;
        _writer.Dispose();
    }

    private void Flush()
    {
        while (_pending.First is { } first)
        {
            if (!TryWriteOrDrop(first.Value))
            {
                RetryLater();
                return;
            }

            _pending.RemoveFirst();
            Bytes -= first.Value.Payload.Length;
        }
    }

    // A sample that cannot be written at all must not stop those behind it.
    private bool TryWriteOrDrop(in Pending sample)
    {
        try
        {
            return TryWrite(sample.Header, sample.Payload);
        }
        catch (Exception error)
        {
            NodeLog.ActionFailed(_logger, $"Writing a sample of {_writer.Topic}", error);
            return true;
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload)
    {
        if (_needsReader && _writer.MatchedReaders == 0) return false;
        if (_writer.TryWrite(header, payload) == WriteResult.Full) return false;
        _retry = s_firstRetry;
        return true;
    }

    private void RetryLater()
    {
        if (_needsReader && _writer.MatchedReaders == 0) return; // the match will tell
        _timer.Arm(_retry);
        _retry = _retry * 2 < s_longestRetry ? _retry * 2 : s_longestRetry;
    }

    private readonly record struct Pending(byte[] Header, ReadOnlySequence<byte> Payload, ulong Tag);
}
