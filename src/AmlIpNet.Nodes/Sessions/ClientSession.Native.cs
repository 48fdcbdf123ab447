using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// The native plane of a client: availabilities and outcomes in, work and cancels out.
internal sealed partial class ClientSession
{
    private const int MaxAvailabilityWriters = 65_536;
    private const int MaxEarly = 1_024;

    private readonly Dictionary<ulong, NodeId> _serverOfWriter = [];
    private readonly Dictionary<NodeId, (ServerLoad Load, ulong[] Held, ServerAttributes Attributes)> _early = []; // the newest availabilities of servers that discovery does not know yet
    private readonly DirectWriters _work;
    private readonly bool _isNative;
    private readonly bool _joinsAuctions;
    private readonly Action<int>? _capacityChanged;
    private int _capacity;
    private readonly IDataReader? _availabilities;
    private readonly IDataReader? _outcomes;
    private OutcomeMessage _outcome; // the one that is being handled

    /// <summary>Native servers whose availability has been read, with their attributes' host and counters, for those who ask.</summary>
    public int NativeServers => _machine.Servers;

    /// <summary>Computing nodes that may have its jobs: those of the native plane, and AML-IP's.</summary>
    public int Peers => (_isNative ? _host.Directory.Workers : 0) + _machine.Peers;

    /// <summary>The native servers that are known, on the loop.</summary>
    public IEnumerable<ServerCandidate> KnownServers => _machine.KnownServers;

    private void OnAvailability(in Sample sample)
    {
        if (!AvailabilityMessage.TryRead(sample.Header.Span, out var message, out var attributes, out var held) || !message.Server.IsAddressable || message.Server.IsUndefined)
        {
            CountMalformed("availability");
            return;
        }

        if (_serverOfWriter.Count < MaxAvailabilityWriters) _serverOfWriter[sample.Writer] = message.Server;
        if (_host.Directory.SpeaksNative(message.Server)) Handle(JobClientEvent.Availability(message.Server, message.Load, held.Of(Id), _machine.Knows(message.Server, attributes) ? null : ServerAttributes.Of(attributes)));
        else if (_early.Count < MaxEarly || _early.ContainsKey(message.Server)) _early[message.Server] = (message.Load, held.Of(Id), ServerAttributes.Of(attributes));
        else DroppedSamples++;
    }

    // A server counts from when its reader for work is discovered: before that nothing could be sent to it, and its loss would not be told.
    private void OnNativeServerFound(NodeId server)
    {
        if (_early.Remove(server, out var early)) Handle(JobClientEvent.Availability(server, early.Load, early.Held, early.Attributes));
    }

    private void OnAvailabilityLiveliness(EndpointInfo writer, bool alive)
    {
        if (!_serverOfWriter.TryGetValue(writer.Handle, out var server)) return;
        if (!alive)
        {
            NodeLog.NodeSuspected(_host.Logger, server);
            _work.Probe(server, Id);
        }

        Handle(alive ? JobClientEvent.Trusted(server) : JobClientEvent.Suspected(server));
    }

    private void OnAvailabilityUnmatched(EndpointInfo writer)
    {
        if (_serverOfWriter.Remove(writer.Handle, out var server)) _early.Remove(server); // should they meet again, it is told again
    }

    private void OnOutcome(in Sample sample)
    {
        if (!OutcomeMessage.TryRead(sample.Header.Span, out var message, out _, out var parts) || !message.Describes(sample.Payload))
        {
            CountMalformed("outcome");
            return;
        }

        if (message.ClientIncarnation != Incarnation)
        {
            DroppedSamples++;
            return;
        }

        if (message.Kind == OutcomeKind.Failed) FailedAttempts++;
        if (message is { Kind: OutcomeKind.Refused, Code: (int)RefusalReason.PartsMissing }) OnPartsMissing(message, parts);
        _outcome = message;
        Handle(JobClientEvent.Outcome(message.Server, message.Load, message.LastTask, message.Task, message.Kind, message.Code, message.Text), sample.Payload);
        _outcome = default;
    }

    private void TellCapacity()
    {
        int capacity = _machine.Served + _machine.FreeSlots;
        if (capacity == _capacity) return;
        _capacity = capacity;
        _capacityChanged!(capacity);
    }

    private void SendCancel(in JobClientAction action)
    {
        if (_work.Find(action.Server) is not { } writer) return;
        if (!action.Flag && writer.Remove(action.Task)) return; // it has not left yet
        var message = new WorkMessage(action.Flag ? WorkKind.Recall : WorkKind.Cancel, Id, Incarnation, action.Incarnation, action.Job, action.Task);
        Span<byte> header = stackalloc byte[WorkMessage.GetLargestSize()];
        writer.Send(header[..message.Write(header)]);
    }

    private void ReportProgress(in JobClientAction action)
    {
        if (!_jobs.TryGetValue(action.Job, out var job) || job.Options.Progress is not { } progress) return;
        progress.Report(new JobProgress(action.Server, action.Task, _outcome.Progress, _outcome.Text ?? ""));
    }
}
