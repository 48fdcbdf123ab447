using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A client that behaves as AML-IP's asynchronous one: it asks for each job at once, takes the first reply, sends target and
/// data, takes any solution for its task, and never tries again.</summary>
internal sealed class PlainClient(SimWorld world, int index, NodeId id) : SimNode(world, index, id, 1), IClient
{
    private readonly List<JobEntry> _byTask = [];
    private readonly HashSet<ulong> _chosen = [];

    public override bool IsNative => false;

    public override bool IsServer => false;

    public override TimeSpan? NextDue => null;

    public override bool Reads(SimTopic topic) => topic is SimTopic.Reply or SimTopic.Solution;

    public override void SaveState(StateWriter writer)
    {
        writer.Write(_byTask.Count);
        foreach (ulong task in _chosen.Order()) writer.Write(task);
    }

    public override void Start()
    {
        Writer(SimTopic.Request);
        Writer(SimTopic.Target);
    }

    public void Submit(JobEntry job)
    {
        ulong task = (ulong)_byTask.Count;
        _byTask.Add(job);
        World.Book.OnRequest(this, task);
        World.Send(Writer(SimTopic.Request), new SimSample { Topic = SimTopic.Request, Client = Id, Task = task });
    }

    public void Cancel(JobEntry job) { } // AML-IP knows no cancelling

    public override void OnSample(SimSample sample)
    {
        if (sample.Client != Id || sample.Task >= (ulong)_byTask.Count) return;
        var job = _byTask[(int)sample.Task];
        if (sample.Topic == SimTopic.Solution)
        {
            World.Book.OnSolved(job, sample.Payload, sample.Task);
        }
        else if (_chosen.Add(sample.Task))
        {
            World.Note(this, 21, sample.Task, $"chooses {sample.Server} for #{sample.Task}");
            World.Book.OnTarget(this, sample.Task, sample.Server);
            World.Book.OnData(this, sample.Task, sample.Server);
            World.Send(Writer(SimTopic.Target), new SimSample { Topic = SimTopic.Target, Client = Id, Task = sample.Task, Server = sample.Server });
            World.Send(Writer(SimTopic.Data, sample.Server), new SimSample { Topic = SimTopic.Data, Client = Id, Task = sample.Task, Server = sample.Server, Payload = job.Token });
        }
    }

    protected override void OnTime() { }
}
