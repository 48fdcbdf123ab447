using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>Taking samples from Cyclone's cache and handing them to the listener, on the loop.</content>
internal sealed unsafe partial class CycloneReader
{
    private const int BatchSize = 32;

    /// <summary>Batches until other readers of the participant get their turn.</summary>
    private const int BatchesPerTurn = 4;

    /// <summary>Batches that are delivered before a writer is reported gone; a busy topic could otherwise hold the report up for ever.</summary>
    private const int BatchesBeforeUnmatch = 256;

    private readonly nint[] _taken = new nint[BatchSize];
    private readonly dds_sample_info_t[] _infos = new dds_sample_info_t[BatchSize];
    private readonly Sample[] _samples = new Sample[BatchSize];
    private readonly byte[] _headers = new byte[BatchSize * TypeDescription.InlineHeaderSize];
    private long _malformedLocally;
    private bool _taking;

    /// <inheritdoc/>
    protected override void DeliverPending() => Take(BatchesBeforeUnmatch);

    /// <summary>Takes and delivers up to so many batches; true when the cache is empty.</summary>
    private bool Take(int batches)
    {
        if (_taking || IsDisposed) return true; // called by a listener that runs inside: the outer call goes on
        using var use = Entity.Pin(); // also for the samples taken: their type lives as long as the topic
        _taking = true;
        try
        {
            for (int i = 0; i < batches; i++)
            {
                int count = TakeBatch(use.Id);
                if (count > 0) Deliver(count);
                if (count < BatchSize) return true;
            }

            return false;
        }
        finally
        {
            _taking = false;
        }
    }

    private int TakeBatch(int reader)
    {
        if (IsDisposed) return 0;
        fixed (nint* taken = _taken)
        fixed (dds_sample_info_t* infos = _infos)
        {
            return DdsError.Check(dds_takecdr(reader, (ddsi_serdata**)taken, BatchSize, infos, DDS_ANY_STATE), "take samples of", Topic);
        }
    }

    private void Deliver(int taken)
    {
        int count = 0;
        bool strangers = false;
        try
        {
            for (int i = 0; i < taken; i++)
            {
                if (!TryRead((SampleBlock*)_taken[i], in _infos[i], i, out _samples[count])) continue;
                strangers |= !IsMatched(_samples[count++].Writer);
            }
        }
        finally
        {
            for (int i = 0; i < taken; i++) SampleBlock.Release((SampleBlock*)_taken[i]);
        }

        if (strangers) ReportMatched(); // the match is reported before the first sample
        _silent.Hear(_samples.AsSpan(0, count));
        try
        {
            if (count > 0 && !IsDisposed) _listener.OnSamples(_samples.AsSpan(0, count));
        }
        finally
        {
            _samples.AsSpan(0, count).Clear(); // the payloads belong to the listener now
        }
    }

    private bool TryRead(SampleBlock* block, in dds_sample_info_t info, int slot, out Sample sample)
    {
        sample = default;
        if (info.valid_data == 0 || block->Serdata.kind != SDK_DATA) return false; // a change of the instance's state
        int headerSize = block->HeaderSize, payloadSize = 0;
        byte[] payload;
        if (headerSize >= 0)
        {
            payload = SampleBlock.GetReceivedPayload(block);
        }
        else
        {
            // Written in this process: Cyclone hands out what the writer made.
            var prefix = new ReadOnlySpan<byte>(SampleBlock.Bytes(block), Math.Min(block->Size, CycloneTopic.Samples.LargestHeader));
            if (!CycloneTopic.Samples.TrySplit(prefix, block->Size, out headerSize, out payloadSize))
            {
                _malformedLocally++;
                return false;
            }

            payload = SampleBlock.GetWrittenPayload(block, headerSize, payloadSize);
        }

        var header = headerSize <= TypeDescription.InlineHeaderSize
            ? _headers.AsMemory(slot * TypeDescription.InlineHeaderSize, headerSize)
            : new byte[headerSize];
        new ReadOnlySpan<byte>(SampleBlock.Bytes(block), headerSize).CopyTo(header.Span);
        sample = new Sample(header, payload, info.publication_handle, info.source_timestamp);
        return true;
    }
}
