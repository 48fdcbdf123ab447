using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>What was promised and what was done. It checks the rules as things happen; the first violation ends a history.</summary>
internal sealed partial class Book(SimWorld world)
{
    private readonly Dictionary<(SimNode Client, ulong Task), Auction> _auctions = [];
    private readonly HashSet<(NodeId Server, TaskKey Key)> _auctionSolutions = [];

    public List<JobEntry> Jobs { get; } = [];

    /// <summary>The first rule that was broken; null while none was.</summary>
    public string? Violation { get; private set; }

    public int OpenJobs { get; private set; }

    public int Submitted => Jobs.Count(j => j.SubmittedAt is not null);

    /// <summary>How many executions were more than one of a job.</summary>
    public int ExtraExecutions => Jobs.Sum(j => Math.Max(0, j.Executions - 1));

    public void Add(SimNode owner, JobPlan plan)
    {
        int index = Jobs.Count;
        Jobs.Add(new JobEntry(index, owner, plan));
        OpenJobs++;
        world.Schedule(new(OccurrenceKind.Submit, index), plan.At);
        if (plan.CancelAfter is { } patience) world.Schedule(new(OccurrenceKind.Cancel, index), plan.At + patience);
    }

    public void Violate(SimNode? who, string what)
    {
        Violation ??= who is null ? what : $"{who.Id}: {what}";
        world.Note(who, 26, 0, $"VIOLATION: {what}");
    }

    public void OnFinished() => OpenJobs--;

    public void OnSolved(JobEntry job, ulong payload, ulong task)
    {
        if (payload != Token.Solve(job.Token)) Violate(job.Owner, $"job {job.Number} (#{task}) got the solution {payload:x} instead of {Token.Solve(job.Token):x}");
        if (job.EndedAt is not null) Violate(job.Owner, $"job {job.Number} is solved after it ended: {job.End}");
        else job.Finish("solved");
    }

    public void OnEndedAgain(SimNode client, ulong job) =>
        Violate(client, $"job {job} has a second outcome; the first: {Jobs.Find(j => j.Number == job)?.End ?? "no such job"}");

    public void OnFailed(JobEntry job, JobAccount? account)
    {
        if (job.EndedAt is not null) Violate(job.Owner, $"job {job.Number} fails after it ended: {job.End}");
        else job.Finish($"failed ({account?.End})");
        switch (account?.End)
        {
            case null: Violate(job.Owner, $"job {job.Number} fails without an account"); break;
            case JobEnd.TimedOut:
                if (job.Terms.TimeLimit is not { } limit || world.Now - job.SubmittedAt < limit) Violate(job.Owner, $"job {job.Number} is timed out before its limit");
                break;
            case JobEnd.Failed:
                if (job.FailedExecutions < job.Terms.MaxFailures) Violate(job.Owner, $"job {job.Number} failed after {job.FailedExecutions} failures; it may have {job.Terms.MaxFailures}");
                break;
            case JobEnd.Quarantined:
                if (job.Deaths < world.Profile.ClientOptions.MaxDeaths) Violate(job.Owner, $"job {job.Number} is quarantined after {job.Deaths} deaths");
                break;
        }
    }

    /// <summary>A handler starts.</summary>
    public Execution Execute(SimNode server, in ExecutionKey key, ulong payload, bool mayFail)
    {
        var roles = (IServer)server;
        _freeSince.Remove(server);
        if (roles.Running >= roles.Slots) Violate(server, $"runs {roles.Running + 1} jobs in {roles.Slots} slots");
        var job = Token.JobOf(payload) is { } index && index < Jobs.Count && Jobs[index].Token == payload ? Jobs[index] : null;
        if (job is null && payload != 0) Violate(server, $"executes bytes that nobody sent ({payload:x})");
        bool fails = mayFail && job is not null && job.FailedExecutions < job.Plan.Failures;
        if (job is not null)
        {
            if (job.Owner.Id != key.Client) Violate(server, $"executes job {job.Number} of {job.Owner.Id} for {key.Client}");
            job.Executions++;
            job.Running++;
            job.IdleSince = null;
            if (fails) job.FailedExecutions++;
        }

        var execution = new Execution(world.Executions.Count, server, job, key, payload, fails);
        world.Executions.Add(execution);
        world.Note(server, 27, key.Task ^ payload, $"handler of {key} starts (job {job?.Number})");
        var length = job?.Plan.Length ?? TimeSpan.Zero;
        if (length > TimeSpan.FromMilliseconds(100)) execution.TellAfter(TimeSpan.FromMilliseconds(60));
        execution.EndAfter(length);
        return execution;
    }

    /// <summary>A process is gone: its handlers with it, and nobody waits for its users' jobs.</summary>
    public void OnDeath(SimNode node)
    {
        foreach (var execution in world.Executions.Where(e => e.Owner == node)) execution.Die();
        foreach (var job in Jobs)
        {
            if (job.Owner == node && job.EndedAt is null) job.Finish("its user is gone");
        }
    }

    private sealed class Auction
    {
        public NodeId? Target;
        public bool HasData;
    }
}
