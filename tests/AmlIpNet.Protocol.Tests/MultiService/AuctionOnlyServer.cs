namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>
/// A server that behaves as AML-IP's: one request at a time; after its reply it waits for the target of exactly that task, without a
/// limit; chosen, it takes the next data sample without looking at its ids; its memory of targets is unlimited, and it never notices that a client is gone.
/// </summary>
internal sealed class AuctionOnlyServer(AuctionWorld world, NodeId id) : ServerActor(world, id, capacity: 1)
{
    private readonly Queue<(ClientActor Client, uint Task)> _requests = new();
    private readonly Dictionary<TaskKey, NodeId> _targets = [];
    private readonly Queue<(ClientActor Client, uint Task)> _data = new();
    private (ClientActor Client, uint Task)? _replied;
    private bool _awaitsData;
    private (ClientActor Client, uint Task)? _running;

    public override bool IsRunning => _running is not null;

    public override bool IsBlocked => _replied is not null || _data.Count > 0;

    public override void OnRequest(ClientActor client, uint task)
    {
        _requests.Enqueue((client, task));
        Next();
    }

    public override void OnTarget(ClientActor client, uint task, NodeId server)
    {
        _targets[new TaskKey(client.Id, task)] = server;
        Next();
    }

    public override void OnData(ClientActor client, uint task, NodeId server)
    {
        _data.Enqueue((client, task));
        Next();
    }

    public override void OnClientLost(NodeId client) { }

    public override void FinishOne(Random random)
    {
        var (client, task) = _running!.Value;
        _running = null;
        Solve(client, task);
        Next();
    }

    private void Next()
    {
        while (_running is null)
        {
            if (_awaitsData)
            {
                if (!_data.TryDequeue(out var data)) return;
                if (data != _replied) throw World.Fail($"{Id} takes the data of {data.Client.Id}#{data.Task} for {_replied!.Value.Client.Id}#{_replied.Value.Task}");
                _running = data;
                _replied = null;
                _awaitsData = false;
                MostRunning = 1;
                Executions++;
            }
            else if (_replied is { } replied)
            {
                if (!_targets.TryGetValue(new TaskKey(replied.Client.Id, replied.Task), out var server)) return;
                if (server == Id) _awaitsData = true;
                else _replied = null;
            }
            else
            {
                if (!_requests.TryDequeue(out var request)) return;
                if (_targets.ContainsKey(new TaskKey(request.Client.Id, request.Task))) continue;
                _replied = request;
                Reply(request.Client, request.Task);
            }
        }
    }
}
