using AmlIpNet.Protocol.Tests.Jobs;

namespace AmlIpNet.Protocol.Tests.Parts;

/// <summary>What the machines make of a job whose parts a server misses.</summary>
public sealed class MissingPartsTests
{
    private static readonly NodeId s_server = NodeId.Create("cp", 1);

    private readonly List<JobClientAction> _actions = [];
    private TimeSpan _now;

    [Fact]
    public void A_server_refuses_work_that_it_could_take_but_for_its_parts()
    {
        var bench = new ServerBench();
        var work = JobServerEvent.Work(ServerBench.A, 1, ServerBench.Incarnation, 1_001, 1);
        Assert.Equal("Refused(PartsMissing) a1", bench.Do(work with { Flag = true }));
        Assert.Equal(1ul, bench.Machine.LastTask(ServerBench.A));
        Assert.Equal("DropSample a1", bench.Do(work)); // it had its last word
        Assert.Equal("Keep a2, Start a2", bench.Work(ServerBench.A, 2));
        Assert.Equal("Refused(Busy) a3", bench.Do(JobServerEvent.Work(ServerBench.A, 1, ServerBench.Incarnation, 1_001, 3) with { Flag = true })); // whole it would be refused as well
        Assert.Equal("Refused(WrongIncarnation) a4", bench.Do(JobServerEvent.Work(ServerBench.A, 1, ServerBench.Incarnation - 1, 1_001, 4) with { Flag = true }));
    }

    [Fact]
    public void A_client_sends_a_job_whole_once_parts_were_missed_and_it_costs_no_budget()
    {
        var client = new JobClient(NodeId.Create("main", 9), new JobClientOptions { MaxDeaths = 1 });
        Handle(client, JobClientEvent.Availability(s_server, Load(1)));
        Handle(client, JobClientEvent.Submit(7, new JobTerms(MaxFailures: 1)));
        Assert.False(Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork).Flag);
        Handle(client, Refused(1, RefusalReason.Busy, 2));
        Assert.False(Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork).Flag);
        Handle(client, Refused(2, RefusalReason.PartsMissing, 3));
        var again = Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork);
        Assert.Equal((7ul, 3ul, true), (again.Job, again.Task, again.Flag));

        var (saved, loaded) = (new StateWriter(), new StateWriter());
        client.Save(saved);
        var reader = new StateReader(saved.Written);
        client = JobClient.Load(client.Id, new JobClientOptions { MaxDeaths = 1 }, null, ref reader);
        client.Save(loaded);
        Assert.True(saved.Written.SequenceEqual(loaded.Written));
        Handle(client, Refused(3, RefusalReason.Busy, 4));
        Assert.True(Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork).Flag); // remembered, over whatever comes
        Handle(client, JobClientEvent.Outcome(s_server, Load(5), 4, 4, OutcomeKind.Solution));
        Assert.Contains(_actions, action => action is { Kind: JobClientActionKind.Complete, Job: 7 });
        Handle(client, JobClientEvent.Submit(8, default));
        Assert.False(Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork).Flag); // the next job is another one
    }

    private static ServerLoad Load(ulong version) => new(1, version, Slots: 1, Free: 1, QueueRoom: 0);

    private static JobClientEvent Refused(ulong task, RefusalReason reason, ulong version) =>
        JobClientEvent.Outcome(s_server, Load(version), task, task, OutcomeKind.Refused, (int)reason);

    private void Handle(JobClient client, in JobClientEvent input)
    {
        _actions.Clear();
        client.Handle(input, _now += TimeSpan.FromMilliseconds(1), _actions);
    }
}
