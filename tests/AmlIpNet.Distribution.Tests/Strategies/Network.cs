using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution.Tests.Strategies;

/// <summary>A Main node's machine, and servers that run what they get in the order in which it came, as many at a time as they have slots.</summary>
internal sealed class Network(IAssignmentStrategy strategy, Random random)
{
    private readonly JobClient _client = new(NodeId.Create("main", [9, 9, 9, 9]), null, strategy);
    private readonly Dictionary<NodeId, Server> _servers = [];
    private readonly Dictionary<ulong, string> _labels = [];
    private TimeSpan _now = TimeSpan.FromSeconds(1);
    private ulong _jobs;

    /// <summary>What has been run, and by whom.</summary>
    public List<(string? Label, string Worker)> Ran { get; } = [];

    public IEnumerable<string> Running(string worker) => _servers.Values.Single(server => server.Id.Name == worker).Queue.Select(work => _labels[work.Job]);

    public void Start(PlanWorker worker, int slots)
    {
        var server = new Server(NodeId.Create(worker.Name, [1, 2, 3, (byte)(_servers.Count + 1)]), slots);
        _servers.Add(server.Id, server);
        Handle(JobClientEvent.Availability(server.Id, server.Load, null, worker.Attributes));
    }

    public void Submit(IEnumerable<string> labels)
    {
        foreach (string label in labels)
        {
            _labels.Add(++_jobs, label);
            Handle(JobClientEvent.Submit(_jobs, new JobTerms(Label: label)));
        }
    }

    /// <summary>Ends one job after the other, whichever runs, until none is left.</summary>
    public void RunToTheEnd(Action? check = null)
    {
        while (_client.Jobs > 0)
        {
            check?.Invoke();
            var busy = _servers.Values.Where(server => server.Queue.Count > 0).ToArray();
            Assert.True(busy.Length > 0, $"{_client.Waiting} jobs wait though nothing runs.");
            var server = busy[random.Next(busy.Length)];
            var work = server.Queue[random.Next(Math.Min(server.Slots, server.Queue.Count))];
            server.Queue.Remove(work);
            server.Version++;
            Ran.Add((_labels[work.Job], server.Id.Name));
            Handle(JobClientEvent.Outcome(server.Id, server.Load, server.LastTask, work.Task, OutcomeKind.Solution));
        }

        Assert.Equal(0, _client.StrategyFailures);
    }

    private void Handle(JobClientEvent input)
    {
        var actions = new List<JobClientAction>();
        _client.Handle(input, _now += TimeSpan.FromMilliseconds(1), actions);
        foreach (var action in actions.Where(action => action.Kind == JobClientActionKind.SendWork))
        {
            var server = _servers[action.Server];
            server.Queue.Add((action.Job, action.Task));
            server.LastTask = action.Task;
            server.Version++;
        }
    }

    private sealed class Server(NodeId id, int slots)
    {
        public NodeId Id { get; } = id;

        public int Slots { get; } = slots;

        public List<(ulong Job, ulong Task)> Queue { get; } = [];

        public ulong LastTask { get; set; }

        public ulong Version { get; set; } = 1;

        public ServerLoad Load => new(1, Version, Slots, Math.Max(0, Slots - Queue.Count), 2);
    }
}
