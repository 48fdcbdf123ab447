namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>Jobs that only one server may have, and answers that hold for all jobs: nobody is asked in vain, and nothing else changes.</summary>
public sealed class HomeTests
{
    private static readonly NodeId s_a = NodeId.Create("a", 1), s_b = NodeId.Create("b", 2);

    private readonly List<JobClientAction> _actions = [];
    private readonly Dictionary<NodeId, ulong> _versions = [];
    private TimeSpan _now;

    [Fact]
    public void A_job_is_not_asked_about_while_its_home_has_no_room()
    {
        var strategy = new Homes();
        var client = new JobClient(NodeId.Create("main", 9), null, strategy);
        Appear(client, s_a, free: 0);
        Appear(client, s_b, free: 1);
        for (ulong job = 1; job <= 50; job++) Handle(client, JobClientEvent.Submit(job, new JobTerms(Label: "a")));
        Assert.Empty(strategy.Asked);
        Handle(client, JobClientEvent.Submit(51, new JobTerms(Label: "b")));
        Assert.Equal((51ul, s_b), (Sent().Job, Sent().Server));
        Appear(client, s_a, free: 1);
        Assert.Equal((1ul, s_a), (Sent().Job, Sent().Server));
        Assert.Equal(["51: b", "1: a"], strategy.Asked);
        Assert.Equal(49, client.Waiting);
    }

    [Fact]
    public void Priority_and_age_decide_among_jobs_with_and_without_a_home()
    {
        var client = new JobClient(NodeId.Create("main", 9), null, new Homes());
        Appear(client, s_a, free: 0);
        Appear(client, s_b, free: 0);
        (string? Label, int Priority)[] jobs = [("a", 0), (null, 0), ("b", 1), ("a", 1), (null, 5), ("b", 0), ("a", 0)];
        foreach (var (index, job) in jobs.Index()) Handle(client, JobClientEvent.Submit((ulong)index + 1, new JobTerms(job.Priority, Label: job.Label)));
        Appear(client, s_a, free: 3);
        Assert.Equal("5 4 1", string.Join(' ', _actions.Select(action => action.Job)));
        Appear(client, s_b, free: 9);
        Assert.Equal("3 2 6", string.Join(' ', _actions.Select(action => action.Job)));
    }

    [Fact]
    public void Whose_home_has_left_or_is_another_one_now_goes_elsewhere()
    {
        var client = new JobClient(NodeId.Create("main", 9), null, new Homes());
        Appear(client, s_a, free: 0);
        Handle(client, JobClientEvent.Submit(1, new JobTerms(Label: "a")));
        Appear(client, s_b, free: 1);
        Assert.Empty(_actions);
        Handle(client, JobClientEvent.Lost(s_a));
        Assert.Equal(s_b, Sent().Server);

        var late = new JobClient(NodeId.Create("main", 9), null, new Homes());
        Appear(late, s_b, free: 0);
        Handle(late, JobClientEvent.Submit(1, new JobTerms(Label: "a")));
        Appear(late, s_a, free: 0);
        Appear(late, s_b, free: 1);
        Assert.Empty(_actions); // now it has a home
        Appear(late, s_a, free: 1);
        Assert.Equal(s_a, Sent().Server);
    }

    [Fact]
    public void An_answer_for_all_jobs_is_asked_for_once()
    {
        var strategy = new Nobody();
        var client = new JobClient(NodeId.Create("main", 9), null, strategy);
        for (ulong job = 1; job <= 50; job++) Handle(client, JobClientEvent.Submit(job, new JobTerms()));
        Appear(client, s_a, free: 1);
        Assert.Equal(1, strategy.Asked);
        strategy.IsWilling = true;
        Appear(client, s_b, free: 1);
        Assert.Equal(2, _actions.Count(action => action.Kind == JobClientActionKind.SendWork));
    }

    [Fact]
    public void A_further_job_does_not_have_the_others_asked_about_again()
    {
        var strategy = new Homes { IsWilling = false };
        var client = new JobClient(NodeId.Create("main", 9), null, strategy);
        Appear(client, s_a, free: 1);
        for (ulong job = 1; job <= 5; job++) Handle(client, JobClientEvent.Submit(job, new JobTerms()));
        Assert.Equal(["1: a", "2: a", "3: a", "4: a", "5: a"], strategy.Asked);
        strategy.IsWilling = true;
        Handle(client, JobClientEvent.Submit(6, new JobTerms()));
        Assert.Equal(6ul, Sent().Job);
        strategy.Asked.Clear();
        Appear(client, s_b, free: 2); // news: all are looked at
        Assert.Equal("1 2", string.Join(' ', _actions.Select(action => action.Job)));
    }

    private JobClientAction Sent() => Assert.Single(_actions, action => action.Kind == JobClientActionKind.SendWork);

    private void Appear(JobClient client, NodeId server, int free) =>
        Handle(client, JobClientEvent.Availability(server, new ServerLoad(1, _versions[server] = _versions.GetValueOrDefault(server) + 1, 9, free, QueueRoom: 0)));

    private void Handle(JobClient client, in JobClientEvent input)
    {
        _actions.Clear();
        client.Handle(input, _now += TimeSpan.FromMilliseconds(1), _actions);
    }

    /// <summary>A job goes to the server that its label names, and anywhere while that is not there.</summary>
    private sealed class Homes : IAssignmentStrategy
    {
        public List<string> Asked { get; } = [];

        public bool IsWilling { get; set; } = true;

        public int Choose(in AssignmentQuestion question)
        {
            Asked.Add($"{question.Job.Job}: {string.Join(' ', question.Candidates.ToArray().Select(candidate => candidate.Name))}");
            return IsWilling ? 0 : IAssignmentStrategy.Wait;
        }

        public NodeId HomeOf(in AssignmentQuestion question)
        {
            foreach (ref readonly var server in question.Servers)
            {
                if (server.Name == question.Job.Label) return server.Server;
            }

            return default;
        }
    }

    private sealed class Nobody : IAssignmentStrategy
    {
        public int Asked { get; private set; }

        public bool IsWilling { get; set; }

        public bool TellsJobsApart => false;

        public int Choose(in AssignmentQuestion question)
        {
            Asked++;
            return IsWilling ? 0 : IAssignmentStrategy.Wait;
        }
    }
}
