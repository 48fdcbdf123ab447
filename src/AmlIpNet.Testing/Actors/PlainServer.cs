using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>
/// A server that behaves as AML-IP's: one request at a time; after its reply it waits for the target of exactly that task, without a
/// limit; chosen, it takes the next data sample without looking at its ids; it remembers all targets, and never notices that a client is gone.
/// </summary>
internal sealed class PlainServer(SimWorld world, int index, NodeId id) : SimNode(world, index, id, 1), IServer
{
    private readonly Queue<TaskKey> _requests = new();
    private readonly Dictionary<TaskKey, NodeId> _targets = [];
    private readonly Queue<(TaskKey Key, ulong Payload)> _data = new();
    private bool _awaitsData;
    private Execution? _running;

    public override bool IsNative => false;

    public override bool IsServer => true;

    public override TimeSpan? NextDue => null;

    public int Slots => 1;

    public int Running => _running is null ? 0 : 1;

    /// <summary>The task that it replied to.</summary>
    public TaskKey? Replied { get; private set; }

    /// <summary>Whether it was chosen for that task and waits for the data.</summary>
    public bool AwaitsData => _awaitsData;

    public bool IsFree => Replied is null && _running is null;

    public override bool Reads(SimTopic topic) => topic is SimTopic.Request or SimTopic.Target or SimTopic.Data;

    public override void OnSample(SimSample sample)
    {
        var key = new TaskKey(sample.Client, (uint)sample.Task);
        switch (sample.Topic)
        {
            case SimTopic.Request: _requests.Enqueue(key); break;
            case SimTopic.Target: _targets[key] = sample.Server; break;
            case SimTopic.Data: _data.Enqueue((key, sample.Payload)); break;
        }

        Next();
    }

    public override void SaveState(StateWriter writer)
    {
        foreach (var key in _requests) Write(writer, key);
        writer.Write(_data.Count);
        foreach (var (key, _) in _data) Write(writer, key);
        writer.Write(_awaitsData);
        if (Replied is { } replied) Write(writer, replied);
        writer.Write(_running is not null);
        foreach (var (key, server) in _targets.OrderBy(t => t.Key.Client).ThenBy(t => t.Key.Task))
        {
            Write(writer, key);
            writer.Write(server);
        }
    }

    public void OnEnded(Execution execution, bool solved)
    {
        _running = null;
        var key = execution.Key;
        if (solved)
        {
            World.Book.OnAuctionSolution(this, new TaskKey(key.Client, (uint)key.Task));
            World.Send(Writer(SimTopic.Solution, key.Client), new SimSample
            {
                Topic = SimTopic.Solution,
                Client = key.Client,
                Server = Id,
                Task = key.Task,
                Payload = Token.Solve(execution.Payload),
            });
        }

        Next();
    }

    public void OnProgress(Execution execution) { }

    protected override void OnTime() { }

    private static void Write(StateWriter writer, TaskKey key)
    {
        writer.Write(key.Client);
        writer.Write(key.Task);
    }

    private void Next()
    {
        while (_running is null)
        {
            if (_awaitsData)
            {
                if (!_data.TryDequeue(out var data)) return;
                var key = Replied!.Value;
                if (data.Key != key) World.Book.Violate(this, $"takes the data of {data.Key} for {key}");
                Replied = null;
                _awaitsData = false;
                _running = World.Book.Execute(this, new ExecutionKey(key.Client, key.Task, true), data.Payload, mayFail: false);
            }
            else if (Replied is { } replied)
            {
                if (!_targets.TryGetValue(replied, out var server)) return;
                if (server == Id) _awaitsData = true;
                else Replied = null;
            }
            else
            {
                if (!_requests.TryDequeue(out var request)) return;
                if (_targets.ContainsKey(request)) continue;
                Replied = request;
                World.Note(this, 20, request.Task, $"offers itself for {request}");
                World.Send(Writer(SimTopic.Reply, request.Client), new SimSample { Topic = SimTopic.Reply, Client = request.Client, Task = request.Task, Server = Id });
            }
        }
    }
}
