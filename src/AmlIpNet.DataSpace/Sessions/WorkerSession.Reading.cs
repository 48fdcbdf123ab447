using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

// Bytes that may leave: from memory at once, from disk a few parts at a time.
internal sealed partial class WorkerSession
{
    private const int MaxReading = 16;
    private const int MaxReads = 16_384;
    private readonly Queue<(DataAddress To, DataEntry Wanted, ValueInfo Info)> _reads = []; // they wait for the disk
    private int _reading;
    private long _droppedReads;

    /// <summary>Parts that were asked for and not sent, since too many wait already: who wants one asks again, or another worker.</summary>
    public long DroppedParts => _droppedReads + _links.DroppedParts;

    private void Read(DataAddress to, DataEntry wanted, in ValueInfo info)
    {
        if (_links.IsBusy(to, 0, _options.TransferBytes)) Refuse(to, wanted, DataCode.Busy); // before the disk has the trouble
        else if (!_store.IsOnDisk(wanted.Key)) Send(to, wanted, info, Read(wanted).Result);
        else if (_reading < MaxReading) _ = ReadAndSendAsync(to, wanted, info);
        else if (_reads.Count < MaxReads) _reads.Enqueue((to, wanted, info));
        else _droppedReads++;
    }

    private async Task ReadAndSendAsync(DataAddress to, DataEntry wanted, ValueInfo info)
    {
        _reading++;
        var bytes = await Read(wanted).ConfigureAwait(false);
        _host.Loop.Post(() =>
        {
            _reading--;
            if (_host.Directory.IsPresent(to.Node)) Send(to, wanted, info, bytes);
            while (_reading < MaxReading && _reads.TryDequeue(out var next))
            {
                if (_machine.InfoOf(next.Wanted.Key) is { } now && now.IsSameValue(next.Info)) Read(next.To, next.Wanted, now);
                else Serve(next.To, next.Wanted); // another value came meanwhile: the guard was not asked for that
            }
        });
    }

    private ValueTask<ReadOnlyMemory<byte>?> Read(DataEntry wanted)
    {
        int length = (int)Math.Min(wanted.Length, (uint)Math.Min(_host.Participant.Options.MaxPayloadBytes, 64 << 20));
        return _store.ReadAsync(wanted.Key, (long)Math.Min(wanted.Offset, long.MaxValue), length);
    }

    private void Send(DataAddress to, DataEntry wanted, in ValueInfo info, ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is { } busy && _links.IsBusy(to, busy.Length, _options.TransferBytes)) Refuse(to, wanted, DataCode.Busy);
        else if (bytes is { } part) _links.SendPart(to, new(DataAddress.Worker(_host.Id), wanted.Key, DataCode.Ok, info, (long)wanted.Offset, part.Length), part);
        else Refuse(to, wanted, DataCode.Absent);
    }

    private void ForgetReads(NodeId node)
    {
        for (int i = _reads.Count; i > 0; i--)
        {
            var read = _reads.Dequeue();
            if (read.To.Node != node) _reads.Enqueue(read);
        }
    }
}
