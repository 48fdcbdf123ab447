using System.Collections.Concurrent;
using System.Diagnostics;

namespace AmlIpNet.Dds.TestPeer;

/// <summary>A participant with writers and readers that does what its commands say and reports what happens.</summary>
internal sealed class Peer(IDdsEngine engine, Action<PeerEvent> report) : IParticipantListener, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PeerReader> _readers = new();
    private readonly ConcurrentDictionary<string, IDataWriter> _writers = new();
    private readonly byte[] _header = new byte[16];
    private IDomainParticipant? _participant;

    public async Task Run(PeerCommand command)
    {
        switch (command.Do)
        {
            case "join": Join(command); break;
            case "writer": CreateWriter(command); break;
            case "reader": CreateReader(command); break;
            case "write": await Write(command); break;
            case "garbage": WriteGarbage(command); break;
            case "acknowledged": await WaitForAcknowledgments(command); break;
            case "stats": ReportStats(command); break;
            case "dispose": Dispose(command); break;
            case "leave": await Leave(); break;
            default: throw new ArgumentException($"Unknown command {command.Do}.");
        }
    }

    public void OnParticipantDiscovered(ParticipantInfo participant) => report(new() { Event = "found", Name = participant.Name });

    public void OnParticipantLost(ParticipantInfo participant) => report(new() { Event = "lost", Name = participant.Name });

    public ValueTask DisposeAsync() => _participant?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Join(PeerCommand command)
    {
        var options = NetworkOptions.Loopback with
        {
            Domain = command.Domain,
            Lease = TimeSpan.FromMilliseconds(command.LeaseMs),
            MaxPayloadBytes = command.MaxPayloadBytes,
            WriterHistoryBytes = command.WriterHistoryBytes,
        };
        _participant = engine.CreateParticipant(command.Name, options, this);
        report(new() { Event = "joined", Name = command.Name });
    }

    private void CreateWriter(PeerCommand command)
    {
        var topic = new Topic(command.Topic, PeerSample.Type(command.TypeName));
        _writers[command.Name] = Participant.CreateWriter(topic, command.Qos.ToEndpointQos(), new PeerWriterListener(command.Name, report));
        report(new() { Event = "created", Name = command.Name });
    }

    private void CreateReader(PeerCommand command)
    {
        var reader = new PeerReader(command.Name, command.Every, report);
        _readers[command.Name] = reader;
        reader.Reader = Participant.CreateReader(new Topic(command.Topic, PeerSample.Type(command.TypeName)), command.Qos.ToEndpointQos(), reader);
        report(new() { Event = "created", Name = command.Name });
    }

    private async Task Write(PeerCommand command)
    {
        var writer = _writers[command.Name];
        var payload = PeerSample.Payload(command.First, command.Size);
        double longest = 0;
        for (int i = 0; i < command.Count; i++)
        {
            uint number = command.First + (uint)i;
            if (i > 0 && command.Size > 0) payload = PeerSample.Payload(number, command.Size);
            while (true)
            {
                long start = Stopwatch.GetTimestamp();
                var result = writer.TryWrite(PeerSample.Header(_header, number, command.Size), payload);
                longest = Math.Max(longest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (result == WriteResult.Accepted) break;
                if (!command.Retry)
                {
                    report(new() { Event = "full", Name = command.Name, Number = number, LongestMs = longest });
                    return;
                }

                await Task.Delay(1);
            }
        }

        report(new() { Event = "wrote", Name = command.Name, Number = command.First + (uint)command.Count - 1, LongestMs = longest });
    }

    /// <summary>Writes bytes that are no sample of the type: a payload length that reaches beyond the end.</summary>
    private void WriteGarbage(PeerCommand command)
    {
        for (int i = 0; i < command.Count; i++)
        {
            PeerSample.Header(_header, command.First, int.MaxValue);
            _writers[command.Name].TryWrite(_header.AsSpan(0, 12), new byte[command.Size]);
        }

        report(new() { Event = "wrote", Name = command.Name });
    }

    private async Task WaitForAcknowledgments(PeerCommand command)
    {
        bool all = await _writers[command.Name].WaitForAcknowledgmentsAsync(TimeSpan.FromSeconds(20));
        report(new() { Event = "acknowledged", Name = command.Name, Good = all });
    }

    private void ReportStats(PeerCommand command)
    {
        if (_readers.TryGetValue(command.Name, out var reader))
        {
            report(new()
            {
                Event = "stats",
                Name = command.Name,
                Count = reader.Received,
                Malformed = reader.Reader!.MalformedSamples,
                AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true),
            });
        }
        else
        {
            report(new() { Event = "stats", Name = command.Name, Count = _writers[command.Name].MatchedReaders, AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) });
        }
    }

    private void Dispose(PeerCommand command)
    {
        if (_writers.TryRemove(command.Name, out var writer)) writer.Dispose();
        if (_readers.TryRemove(command.Name, out var reader)) reader.Reader!.Dispose();
        report(new() { Event = "disposed", Name = command.Name });
    }

    private async Task Leave()
    {
        await DisposeAsync();
        _participant = null;
        report(new() { Event = "left" });
    }

    private IDomainParticipant Participant => _participant ?? throw new InvalidOperationException("Join first.");
}
