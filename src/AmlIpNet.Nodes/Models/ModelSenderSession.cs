using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs an <see cref="RpcServer"/> on a participant: statistics out, requests in, models out; handlers run on the thread pool. Lives on the
/// participant's loop.
/// </summary>
internal sealed class ModelSenderSession : IDisposable
{
    private const int MaxReceivers = 1_024;
    private const ulong StatisticsTag = 1;

    // A request may come before its client has been discovered. An answer to one that stays unknown is kept no longer than this.
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(10);

    private readonly NodeHost _host;
    private readonly ModelSenderNodeOptions _options;
    private readonly RpcServer _machine;
    private readonly Dictionary<TaskKey, ModelAnswer> _answers = [];
    private readonly Queue<(NodeId Client, TimeSpan Due)> _strangers = new();
    private readonly WriterQueue _statistics;
    private readonly DirectWriters _replies;
    private readonly IDataReader _requests;
    private readonly MachineClock _clock;
    private ModelRun? _run;

    public ModelSenderSession(NodeHost host, ModelSenderNodeOptions options)
    {
        _host = host;
        _options = options;
        _machine = new RpcServer(options.MaxWaitingRequests);
        _clock = new MachineClock(host.Loop, ForgetStrangers);
        var (participant, qos, log) = (host.Participant, host.Qos, host.Logger);
        _statistics = new WriterQueue(participant, AmlIpTopics.ModelStatistics, qos.GetWriterQos("amlip::model_statistics"), log);
        _replies = new DirectWriters(participant, AmlIpTopics.ModelReply, qos.GetWriterQos("amlip::model_reply"), MaxReceivers, log);
        _requests = participant.CreateReader(AmlIpTopics.ModelRequest(host.Id), qos.GetReaderQos("amlip::model_request"), new SampleSink(OnRequest, log));
        host.Loop.Post(() => host.Directory.NodeLost += OnNodeLost);
    }

    public long Answered { get; private set; }

    public long Failed { get; private set; }

    public long MalformedSamples { get; private set; }

    public long RepeatedRequests => _machine.RepeatedRequests;

    public long ForgottenRequests => _machine.ForgottenRequests;

    /// <summary>Model receivers that are there.</summary>
    public int Receivers => _host.Directory.ModelReceivers;

    /// <summary>Publishes statistics: the last ones stay for those who join late.</summary>
    public void Publish(StatisticsName name, byte[] payload)
    {
        Span<byte> header = stackalloc byte[ModelStatisticsHeader.MaxSize];
        header = header[..new ModelStatisticsHeader(name, _host.Id, payload.Length).Write(header)];
        // What could not be written yet is out of date.
        if (!_statistics.Replace(StatisticsTag, header, payload)) _statistics.Send(header, payload, StatisticsTag);
    }

    /// <summary>Answers requests from now on, those that wait first.</summary>
    public void Start(ModelRun run)
    {
        if (_run is not null) throw new InvalidOperationException($"The model sender {_host.Id} answers requests already: run it once at a time.");
        _run = run;
        _machine.Slots = _options.Slots;
        _host.Status.Publish(_host.Id, NodeState.Running);
        StartHandlers();
    }

    /// <summary>Starts no more answers for a call, and tells the handlers that run for it to stop.</summary>
    public void Stop(ModelRun run)
    {
        if (_run != run) return;
        _run = null;
        _machine.Slots = 0;
        foreach (var answer in _answers.Values.Where(answer => answer.Run == run)) answer.Cancel();
        _host.Status.Publish(_host.Id, NodeState.Stopped);
        run.Stop();
    }

    /// <summary>Ends whatever runs: the node leaves.</summary>
    public void Leave()
    {
        if (_run is { } run) Stop(run);
    }

    /// <summary>Waits until what was published and answered has been heard.</summary>
    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [_statistics, .. _replies.All], timeout);

    /// <summary>A handler has ended, with the model or with the reason why there is none.</summary>
    public void End(ModelAnswer answer)
    {
        _machine.End(answer.Key);
        _answers.Remove(answer.Key);
        if (answer.Model is { } model) TryReply(answer.Key, model);
        else if (answer.Failure is { } failure && !answer.IsCancelled)
        {
            Failed++;
            NodeLog.ModelHandlerThrew(_host.Logger, answer.Key.Client, answer.Key.Task, failure);
        }

        answer.Run!.HandlerEnded();
        StartHandlers();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeLost -= OnNodeLost;
        _clock.Dispose();
        _requests.Dispose();
        _replies.Dispose();
        _statistics.Dispose();
    }

    private void OnRequest(in Sample sample)
    {
        if (!MsDataHeader.TryRead(sample.Header.Span, out var request) || !request.Describes(sample.Payload) || !request.Client.IsAddressable)
        {
            MalformedSamples++;
            NodeLog.Malformed(_host.Logger, "rpc_request_model");
            return;
        }

        var key = new TaskKey(request.Client, request.Task);
        if (!_machine.TryTake(key)) return;
        _answers.Add(key, new ModelAnswer(this, _host.Loop, key, sample.Payload));
        StartHandlers();
    }

    private void StartHandlers()
    {
        while (_run is { } run && _machine.TryStart(out var key)) _answers[key].Start(run);
    }

    private void TryReply(TaskKey key, ReadOnlyMemory<byte> model)
    {
        try
        {
            Reply(key, model);
        }
        catch (Exception error)
        {
            Failed++;
            NodeLog.ActionFailed(_host.Logger, $"Answering request {key} for a model", error);
        }
    }

    private void Reply(TaskKey key, ReadOnlyMemory<byte> model)
    {
        int limit = _host.MaxPayloadBytes;
        if (model.Length > limit)
        {
            Failed++;
            NodeLog.ModelTooLarge(_host.Logger, key.Client, key.Task, model.Length, limit);
            return;
        }

        Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
        _replies.Get(key.Client).Send(header[..new MsDataHeader(key.Client, key.Task, _host.Id, model.Length).Write(header)], model, key.Task);
        Answered++;
        if (_host.Directory.IsPresent(key.Client)) return;
        _strangers.Enqueue((key.Client, _clock.Now + s_unknown));
        _clock.WakeUpAt(_strangers.Peek().Due);
    }

    private void ForgetStrangers()
    {
        while (_strangers.TryPeek(out var stranger) && stranger.Due <= _clock.Now)
        {
            _strangers.Dequeue();
            if (!_host.Directory.IsPresent(stranger.Client)) _replies.Remove(stranger.Client);
        }

        _clock.WakeUpAt(_strangers.TryPeek(out var next) ? next.Due : null);
    }

    private void OnNodeLost(NodeId node)
    {
        List<TaskKey> lost = [];
        _machine.TakeLost(node, lost);
        foreach (var key in lost)
        {
            if (!_answers.TryGetValue(key, out var answer)) continue;
            answer.Cancel();
            if (answer.Run is null) _answers.Remove(key);
        }

        _replies.Remove(node);
    }
}
