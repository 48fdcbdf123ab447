using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs a <see cref="MultiServiceServer"/> on a participant: requests, targets, data and lost nodes in, replies and solutions
/// out; handlers run on the thread pool. Everything but the constructor's and disposer's caller lives on the participant's loop.
/// </summary>
internal sealed partial class ServerSession : IDisposable
{
    private const int MaxDirectWriters = 4_096;

    private readonly NodeHost _host;
    private readonly ComputingNodeOptions _options;
    private readonly MultiServiceServer _machine;
    private readonly List<ServerAction> _actions = [];
    private readonly Dictionary<TaskKey, Execution> _executions = [];
    private readonly LinkedList<Permit> _idle = new();
    private readonly HashSet<Permit> _busy = [];
    private readonly DirectWriters _replies;
    private readonly DirectWriters _solutions;
    private readonly IDataReader[] _readers;
    private readonly MachineClock _clock;
    private TaskCompletionSource? _disengaged;
    private NodeClosedException? _closing;
    private bool _isRunning;

    public ServerSession(NodeHost host, ServiceName service, ComputingNodeOptions options)
    {
        _host = host;
        _options = options;
        _machine = new MultiServiceServer(host.Id);
        _clock = new MachineClock(host.Loop, OnTime);
        var (participant, qos, log) = (host.Participant, host.Qos, host.Logger);
        _replies = new DirectWriters(participant, client => AmlIpTopics.ReplyAvailable(service, client), qos.GetWriterQos("amlip::reply"), MaxDirectWriters, log);
        _solutions = new DirectWriters(participant, client => AmlIpTopics.TaskSolution(service, client), qos.GetWriterQos("amlip::solution"), MaxDirectWriters, log);
        host.Directory.NodeLost += OnNodeLost;
        _readers =
        [
            participant.CreateReader(AmlIpTopics.TaskData(service, host.Id), qos.GetReaderQos("amlip::data"), new SampleSink(OnData, log)),
            participant.CreateReader(AmlIpTopics.TaskTarget(service), qos.GetReaderQos("amlip::target"), new SampleSink(OnTarget, log)),
            participant.CreateReader(AmlIpTopics.RequestAvailability(service), qos.GetReaderQos("amlip::request"), new SampleSink(OnRequest, log)),
        ];
    }

    /// <summary>Jobs running now.</summary>
    public int Running => _machine.Running;


    /// <summary>Jobs solved.</summary>
    public long Solved { get; private set; }

    /// <summary>Jobs whose handler threw each time.</summary>
    public long Failed { get; private set; }

    /// <summary>Samples that were repeats, or not for this node.</summary>
    public long DroppedSamples { get; private set; }

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples { get; private set; }

    /// <summary>Requests forgotten because too many were open.</summary>
    public long ForgottenRequests => _machine.ForgottenRequests;

    /// <summary>Whether requests are answered.</summary>
    public void SetAnswering(bool answering) => Handle(ServerEvent.SetAnswering(answering));

    /// <summary>Answers no more requests.</summary>
    /// <returns>Completes when every task that this node has answered for has ended.</returns>
    public Task StopAnswering()
    {
        _disengaged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SetAnswering(false);
        return _disengaged.Task;
    }

    /// <summary>Lets jobs run with this permit.</summary>
    public void Add(Permit permit)
    {
        if (_closing is not null)
        {
            permit.Fail(_closing);
            return;
        }

        _idle.AddLast(permit);
        UpdateCapacity();
    }

    /// <summary>Takes a permit back: at once when it is idle, or else after the job that it executes.</summary>
    /// <param name="permit">The permit.</param>
    /// <param name="abandon">Whether that job's handler is told to stop, and waited for no longer.</param>
    public void Revoke(Permit permit, bool abandon = false)
    {
        permit.IsRevoked = true;
        if (_idle.Remove(permit))
        {
            permit.End();
            UpdateCapacity();
        }
        else if (abandon)
        {
            _executions.Values.FirstOrDefault(execution => execution.Permit == permit)?.Abandon();
            permit.End();
        }
    }

    /// <summary>Whether jobs may run with any permit that has not been revoked.</summary>
    public bool HasPermits => _idle.Count > 0 || _busy.Any(permit => !permit.IsRevoked);

    /// <summary>Lets every running handler know that the node goes.</summary>
    public void AbandonAll()
    {
        _closing = new NodeClosedException($"The Computing node {_host.Id} was disposed while it took jobs: stop it before.");
        foreach (var execution in _executions.Values) execution.Abandon();
        foreach (var permit in _idle.Concat(_busy))
        {
            permit.IsRevoked = true;
            permit.Fail(_closing);
        }

        _idle.Clear();
        UpdateCapacity();
    }

    /// <summary>Waits until the solutions have been heard.</summary>
    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [.. _solutions.All], timeout);

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeLost -= OnNodeLost;
        _clock.Dispose();
        foreach (var reader in _readers) reader.Dispose();
        _replies.Dispose();
        _solutions.Dispose();
    }

    private void UpdateCapacity() => Handle(ServerEvent.SetCapacity(_idle.Count + _busy.Count));

    private void OnNodeLost(NodeId node)
    {
        Handle(ServerEvent.ClientLost(node));
        _replies.Remove(node);
        _solutions.Remove(node);
    }
}
