using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

// What is looked at from time to time, and when all is over.
internal sealed partial class Book
{
    /// <summary>How often the world is looked over.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_nativePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_auctionPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(8);

    private readonly Dictionary<SimNode, TimeSpan> _freeSince = [];
    private TimeSpan? _calmSince;
    private int _blinks;

    /// <summary>Whether a fault has struck yet that the machines need time to get over.</summary>
    public bool WasDisturbed { get; private set; }

    /// <summary>A node has lost sight of another one that is there: what was under way between them is lost, however soon it is back.</summary>
    public void OnLostInVain() => (_calmSince, WasDisturbed) = (null, true);

    /// <summary>Work-conserving: while all see each other, no job waits for long while a slot that could take it is free.</summary>
    public void Inspect()
    {
        if (OpenJobs > 0) world.Schedule(new(OccurrenceKind.Inspect, 0), world.Now + Period);
        if (IsCalm() && world.Blinks == _blinks) _calmSince ??= world.Now;
        else (_calmSince, WasDisturbed, _blinks) = (null, WasDisturbed || world.FaultsStruck > 0, world.Blinks);
        foreach (var node in world.Nodes)
        {
            bool isFree = node.IsRunning && node switch
            {
                NativeServer server => server.Machine.State == ServerState.Open && server.Machine.Free > 0,
                PlainServer server => server.IsFree,
                _ => false,
            };
            if (!isFree) _freeSince.Remove(node);
            else _freeSince.TryAdd(node, world.Now);
        }

        if (_calmSince is not { } calm || (WasDisturbed && world.Now - calm < s_recovery)) return;
        foreach (var job in Jobs)
        {
            if (!job.IsOpen || !job.Owner.IsNative || job.IdleSince is not { } idle) continue;
            if (job.IsSolvedSomewhere && world.Now - idle < s_recovery) continue; // the solution is on its way, or a lease is running out
            foreach (var (server, free) in _freeSince)
            {
                if (!server.IsNative && job.Kept > 0) continue; // nobody can know that the other server is free
                var patience = server.IsNative ? s_nativePatience : s_auctionPatience;
                if (world.Now - idle <= patience || world.Now - free <= patience || world.Now - calm <= patience) continue;
                Violate(job.Owner, $"job {job.Number} has not been executed since {idle.TotalSeconds:F3} s, although {server.Id} has had a free slot since {free.TotalSeconds:F3} s");
                return;
            }
        }
    }

    /// <summary>When all is over.</summary>
    public void CheckEnd()
    {
        foreach (var job in Jobs)
        {
            if (!job.IsOpen || !job.Owner.IsAlive) continue;
            if (job.Owner.IsNative || (!world.IsFaulty && !world.LosesServers && job.Plan.Failures == 0)) Violate(job.Owner, $"job {job.Number} has not ended ({world.Now - job.SubmittedAt} after it was submitted, {job.Executions} executions)");
        }

        foreach (var ((client, task), auction) in _auctions)
        {
            if (client is NativeClient { IsAlive: true } && auction.Target is null) Violate(client, $"never closed its request #{task}");
            if (client is NativeClient { IsAlive: true } && auction is { Target: { IsUndefined: false } chosen, HasData: false }) Violate(client, $"never sent {chosen} the data of #{task}");
        }

        foreach (var node in world.Nodes.Where(n => n.IsAlive))
        {
            switch (node)
            {
                case PlainServer { Replied: { } key } server: CheckBlocked(server, key); break;
                case NativeServer server: CheckRest(server); break;
                case NativeClient client: CheckRest(client); break;
            }
        }

        if (!world.IsFaulty) CheckCosts();
    }

    private void CheckBlocked(PlainServer server, TaskKey key)
    {
        var client = world.Nodes.Find(n => n.Id == key.Client)!;
        // A dead client's target can be made up for, its data cannot.
        if (server.AwaitsData && !client.IsAlive) return;
        if (!client.IsAlive && !world.Nodes.Exists(n => n is NativeServer { IsAlive: true } healer && healer.CanHeal(key))) return;
        // A living AML-IP client that has not heard enough replies is its own affair.
        Violate(server, $"is blocked by {key}: its client {(client.IsAlive ? "lives" : "is gone")}, and it awaits {(server.AwaitsData ? "data" : "a target")}");
    }

    private void CheckRest(NativeServer server)
    {
        var machine = server.Machine;
        if (!machine.IsIdle) Violate(server, $"still holds something: {machine.Held.Count} attempts, {machine.Kept} kept, awaiting {string.Join(", ", machine.AwaitedClients())}");
        if (machine.State == ServerState.Open && machine.Free != server.Slots) Violate(server, $"has {machine.Free} of {server.Slots} slots free although nothing runs");
    }

    private void CheckRest(NativeClient client)
    {
        var machine = client.Machine;
        if (machine.Jobs + machine.Waiting + machine.Attempts + machine.OpenRequests > 0)
            Violate(client, $"has nothing to do, but {machine.Jobs} jobs, {machine.Waiting} waiting, {machine.Attempts} attempts, {machine.OpenRequests} requests");
    }

    private void CheckCosts()
    {
        if (!world.LosesServers)
        {
            foreach (var job in Jobs)
            {
                int expected = 1 + job.FailedExecutions;
                if (job.Executions > expected) Violate(job.Owner, $"job {job.Number} was executed {job.Executions} times without a fault");
            }
        }

        if (!world.Profile.IsSpare) return;
        int jobs = Submitted, servers = world.Nodes.Count(n => n.IsServer);
        double allowed = (2.1 * jobs) + (2 * servers);
        if (world.NativeWrites > allowed) Violate(null, $"{jobs} short jobs cost {world.NativeWrites} messages; {allowed:0} are allowed");
    }

    private bool IsCalm()
    {
        foreach (var view in world.Views)
        {
            if (!view.Observer.IsAlive) continue;
            if (view.Observer == view.Other) continue;
            if (view.Other.IsAlive != (view.Known == SimKnowledge.Trusted)) return false;
            if (view.IsCut || view.Other.IsPaused || view.Observer.IsPaused) return false;
        }

        return true;
    }
}
