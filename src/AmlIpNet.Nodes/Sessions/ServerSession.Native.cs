using System.Buffers;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// The native plane of a server: work in, outcomes and availabilities out.
internal sealed partial class ServerSession
{
    private static readonly TimeSpan s_probePeriod = TimeSpan.FromMilliseconds(50);

    private readonly KeyValuePair<string, string>[] _attributes;
    private const int MaxGone = 4_096;

    private readonly HashSet<NodeId> _gone = []; // clients that were lost: nobody is there to hear an outcome
    private readonly DirectWriters _outcomes;
    private readonly IDataReader? _work;
    private IDataReader? _guardian;
    private readonly HealerSession? _healer;
    private readonly WriterQueue? _availability;
    private TimeSpan? _probeAnswered;

    private void OnWork(in Sample sample)
    {
        if (!WorkMessage.TryRead(sample.Header.Span, out var work, out var metadata, out var parts) || !work.Describes(sample.Payload, parts) || !work.Client.IsAddressable || IsTooLarge(parts))
        {
            CountMalformed("work");
            return;
        }

        if (work.Kind == WorkKind.Probe)
        {
            AnswerProbe();
            return;
        }

        _workTrace = NodeTelemetry.Source.HasListeners() ? TraceContext.Read(metadata) : default;
        _workClient = (work.Client, work.ClientIncarnation);
        if (work.Kind == WorkKind.Job) HandleJob(work, parts, sample.Payload);
        else Handle(JobServerEvent.CancelWork(work.Client, work.ClientIncarnation, work.ServerIncarnation, work.Task, work.Kind == WorkKind.Recall));
        _workClient = default;
        _workTrace = default;
    }

    private (NodeId Id, ulong Incarnation) _workClient; // whose work is being handled

    private void SendOutcome(in JobServerAction action)
    {
        var client = action.Key.Client;
        if (_gone.Contains(client)) return; // should it come back, its lease tells it that nobody has its job
        _executions.TryGetValue(action.Key, out var execution);
        var payload = action.What == OutcomeKind.Solution ? execution!.Result!.Value : default;
        var progress = action.What == OutcomeKind.Progress ? execution?.Progress : null;
        ulong incarnation = client == _workClient.Id ? _workClient.Incarnation : _machine.IncarnationOf(client);
        var message = new OutcomeMessage(action.What, _host.Id, _machine.LoadFor(client), incarnation, action.Job, action.Key.Task, _machine.LastTask(client),
            action.Code, progress?.Text ?? action.Text, progress?.Fraction, payload.Length);
        Send(_outcomes.Get(client), message, payload, action.What == OutcomeKind.Progress ? action.Key.Task : 0, MissingParts(action));
    }

    // Of an attempt's progress only the newest waits: a client that reads slowly must not pile it up.
    private static void Send(WriterQueue writer, in OutcomeMessage message, ReadOnlyMemory<byte> payload, ulong progressOf, ReadOnlySpan<PayloadPart> missing)
    {
        int size = message.GetLargestSize(parts: missing.Length);
        byte[]? rented = null;
        Span<byte> header = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        int length = message.Write(header, default, missing);
        if (progressOf == 0 || !writer.Replace(progressOf, header[..length], payload)) writer.Send(header[..length], payload, progressOf);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    private void PublishAvailability()
    {
        if (_availability is null) return;
        var held = _machine.Held;
        var message = new AvailabilityMessage(_host.Id, _machine.LoadFor(default), (ulong)Solved, (ulong)Failed);
        byte[] header = ArrayPool<byte>.Shared.Rent(AvailabilityMessage.GetLargestSize(_attributes, held.Count));
        _availability.Send(header.AsSpan(0, message.Write(header, _attributes, held)));
        ArrayPool<byte>.Shared.Return(header);
    }

    // One answer is for all who ask at about the same time: a client that has just had one would not ask.
    private void AnswerProbe()
    {
        if (_probeAnswered is { } last && _clock.Now - last < s_probePeriod) return;
        _probeAnswered = _clock.Now;
        PublishAvailability();
    }

    private WriterQueue[] Availability => _availability is null ? [] : [_availability];

    // By this reader the others know that a guardian answers.
    private void MarkGuardian()
    {
        if (!_options.Machine.AuctionsOnly || _closing is not null) return;
        _guardian ??= _host.Participant.CreateReader(NativeTopics.Guardian(_service, _host.Id), _host.Qos.GetReaderQos("amlipnet::availability"), NullListener.Instance);
    }

    private void UnmarkGuardian()
    {
        _guardian?.Dispose();
        _guardian = null;
    }

    private void OnGuardedChanged(bool guarded) => Handle(JobServerEvent.SetGuarded(guarded));

    private void OnNativeClientFound(NodeId client)
    {
        _gone.Remove(client);
        Handle(JobServerEvent.NativeClientFound(client));
    }
}
