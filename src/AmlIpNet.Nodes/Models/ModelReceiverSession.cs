using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>Runs an <see cref="RpcClient"/> on a participant: requests out, models and statistics in. Lives on the participant's loop.</summary>
internal sealed class ModelReceiverSession : IDisposable
{
    private const int MaxSenders = 1_024; // asked at a time; the writer unused for the longest goes

    private readonly NodeHost _host;
    private readonly ModelReceiverNodeOptions _options;
    private readonly RpcClient _machine;
    private readonly Dictionary<uint, ModelCall> _calls = [];
    private readonly List<uint> _ended = [];
    private readonly DirectWriters _requests;
    private readonly IDataReader[] _readers;
    private readonly MachineClock _clock;

    public ModelReceiverSession(NodeHost host, ModelReceiverNodeOptions options, StatisticsTable table)
    {
        _host = host;
        _options = options;
        _machine = new RpcClient(options.RequestTimeout, options.MaxRequests);
        _clock = new MachineClock(host.Loop, OnTime);
        Table = table;
        var (participant, qos, log) = (host.Participant, host.Qos, host.Logger);
        _requests = new DirectWriters(participant, AmlIpTopics.ModelRequest, qos.GetWriterQos("amlip::model_request"), MaxSenders, log);
        _readers =
        [
            participant.CreateReader(AmlIpTopics.ModelReply(host.Id), qos.GetReaderQos("amlip::model_reply"), new SampleSink(OnReply, log)),
            participant.CreateReader(AmlIpTopics.ModelStatistics, qos.GetReaderQos("amlip::model_statistics"),
                new SampleSink(OnStatistics, log) { Unmatched = writer => Table.Forget(writer.Handle) }),
        ];
        host.Loop.Post(() => host.Directory.NodeLost += OnNodeLost);
    }

    public StatisticsTable Table { get; }

    public int OpenRequests => _machine.OpenRequests;

    public long DroppedReplies => _machine.DroppedReplies;

    public long MalformedSamples { get; private set; }

    public long RefusedStatistics { get; private set; }

    /// <summary>Sends a request; the call hears how it ends.</summary>
    public void Send(ModelCall call)
    {
        if (call.Task.IsCompleted) return; // given up before it came here
        if (!_machine.TryOpen(call.Sender, _clock.Now, out uint task)) throw new InvalidOperationException("There is no room for a request that was given room.");
        call.Number = task;
        _calls.Add(task, call);
        try
        {
            Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
            _requests.Get(call.Sender).Send(header[..new MsDataHeader(_host.Id, task, call.Sender, call.Request.Length).Write(header)], call.Request, task);
        }
        catch (Exception error)
        {
            GiveUp(call);
            call.TrySetException(error); // the engine refused
        }

        _clock.WakeUpAt(_machine.NextDue);
    }

    /// <summary>Gives a call up: from here on its memory is its own again.</summary>
    public void GiveUp(ModelCall call)
    {
        if (call.Number is { } task && _machine.GiveUp(task)) Take(task);
    }

    /// <summary>Ends every call: the node leaves.</summary>
    public void Leave(Func<ModelCall, Exception> error)
    {
        foreach (uint task in _calls.Keys.ToArray())
        {
            _machine.GiveUp(task);
            if (Take(task) is { } call) call.TrySetException(error(call));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeLost -= OnNodeLost;
        _clock.Dispose();
        foreach (var reader in _readers) reader.Dispose();
        _requests.Dispose();
    }

    private void OnReply(in Sample sample)
    {
        if (!MsDataHeader.TryRead(sample.Header.Span, out var reply) || !reply.Describes(sample.Payload))
        {
            CountMalformed("rpc_reply_model");
            return;
        }

        if (reply.Client == _host.Id && _machine.TryClose(reply.Server, reply.Task)) Take(reply.Task)?.TrySetResult(new Model(sample.Payload, reply.Server));
    }

    private void OnStatistics(in Sample sample)
    {
        if (!ModelStatisticsHeader.TryRead(sample.Header.Span, out var statistics) || !statistics.Describes(sample.Payload) || !statistics.Server.IsAddressable)
        {
            CountMalformed("model_statistics");
        }
        else if (sample.Payload.Length > _options.MaxStatisticsBytes)
        {
            RefusedStatistics++;
            NodeLog.StatisticsTooLarge(_host.Logger, statistics.Server, sample.Payload.Length, _options.MaxStatisticsBytes);
        }
        else
        {
            Table.Record(new ModelStatistics(sample.Payload, statistics.Name.ToString(), statistics.Server), sample.Writer);
        }
    }

    private void CountMalformed(string topic)
    {
        MalformedSamples++;
        NodeLog.Malformed(_host.Logger, topic);
    }

    private void OnTime()
    {
        _machine.TakeDue(_clock.Now, _ended);
        End(call => new ModelTimedOutException(
            $"The model sender {call.Sender} did not answer request {call.Number} of {_host.Id} within {_options.RequestTimeout.TotalSeconds:0.###} s. Look whether it is there, and in its log whether its handler failed; or raise {nameof(ModelReceiverNodeOptions.RequestTimeout)}.", call.Sender));
        _clock.WakeUpAt(_machine.NextDue);
    }

    private void OnNodeLost(NodeId node)
    {
        _machine.TakeLost(node, _ended);
        End(call => new ModelSenderLostException($"The model sender {call.Sender} is gone, and did not answer request {call.Number} of {_host.Id}. Ask another one, or again when it is back.", call.Sender));
        _requests.Remove(node);
    }

    private void End(Func<ModelCall, ModelException> error)
    {
        foreach (uint task in _ended)
        {
            if (Take(task) is { } call) call.TrySetException(error(call));
        }

        _ended.Clear();
    }

    private ModelCall? Take(uint task)
    {
        if (!_calls.Remove(task, out var call)) return null;
        _requests.Find(call.Sender)?.Remove(task); // if it still waits for the sender
        return call;
    }
}
