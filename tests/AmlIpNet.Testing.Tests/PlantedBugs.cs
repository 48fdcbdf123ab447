using AmlIpNet.Protocol;

namespace AmlIpNet.Testing.Tests;

/// <summary>A solution that comes second is handed to the user as well.</summary>
internal sealed class SecondSolutionDelivered : Saboteur
{
    private readonly Dictionary<(NodeId, ulong), ulong> _jobs = [];

    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions)
    {
        foreach (var action in actions)
        {
            if (action.Kind == JobClientActionKind.SendWork) _jobs[(client.Id, action.Task)] = action.Job;
        }

        if (input is { Kind: JobClientEventKind.Outcome, What: OutcomeKind.Solution } && _jobs.TryGetValue((client.Id, input.Task), out ulong job))
        {
            int dropped = actions.FindIndex(a => a.Kind == JobClientActionKind.DropSample);
            if (dropped >= 0) actions[dropped] = actions[dropped] with { Kind = JobClientActionKind.Complete, Job = job };
        }
    }
}

/// <summary>A request is closed by two different targets.</summary>
internal sealed class SecondTarget : Saboteur
{
    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions)
    {
        int target = actions.FindIndex(a => a.Kind == JobClientActionKind.SendTarget && !a.Server.IsUndefined);
        if (target >= 0) actions.Insert(target + 1, actions[target] with { Server = default });
    }
}

/// <summary>A target is never published, as if it had left the history unseen.</summary>
internal sealed class EvictedTarget : Saboteur
{
    private int _targets;

    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions) =>
        actions.RemoveAll(a => a.Kind == JobClientActionKind.SendTarget && a.Server.IsUndefined && ++_targets % 3 == 0);
}

/// <summary>A chosen server is sent the data twice.</summary>
internal sealed class DataSentTwice : Saboteur
{
    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions)
    {
        int data = actions.FindIndex(a => a.Kind == JobClientActionKind.SendData);
        if (data >= 0) actions.Add(actions[data]);
    }
}

/// <summary>A server that has answered forgets it: what the client then sends is not served.</summary>
internal sealed class DutyDropped : Saboteur
{
    public override bool OnServerEvent(NativeServer server, ref JobServerEvent input) =>
        input.Kind is not (JobServerEventKind.Data or JobServerEventKind.Target) || input.Server != server.Id || input.Key.Task % 2 == 0;
}

/// <summary>A server that was started anew is taken for what it was before.</summary>
internal sealed class IncarnationIgnored : Saboteur
{
    public override bool OnClientEvent(NativeClient client, ref JobClientEvent input)
    {
        if (input.Kind is JobClientEventKind.Availability or JobClientEventKind.Outcome) input = input with { Load = input.Load with { Incarnation = 1 } };
        return true;
    }

    public override bool OnServerEvent(NativeServer server, ref JobServerEvent input)
    {
        if (input.Kind is JobServerEventKind.Work or JobServerEventKind.CancelWork) input = input with { ServerIncarnation = server.Machine.Incarnation };
        return true;
    }
}

/// <summary>Nobody watches for how long a server has not been heard of an attempt.</summary>
internal sealed class LeaseNeverArmed : Saboteur
{
    public override JobClientOptions OnOptions(JobClientOptions options) => options with { Lease = TimeSpan.FromHours(1) };
}

/// <summary>With each refusal a server counts one slot too few from then on.</summary>
internal sealed class CreditLeaked : Saboteur
{
    private readonly Dictionary<NativeServer, int> _leaked = [];

    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions)
    {
        if (actions.Exists(a => a is { Kind: JobServerActionKind.SendOutcome, What: OutcomeKind.Refused })) _leaked[server] = _leaked.GetValueOrDefault(server) + 1;
    }

    public override ServerLoad OnLoad(NativeServer server, in ServerLoad load) => load with { Free = Math.Max(0, load.Free - _leaked.GetValueOrDefault(server)) };
}

/// <summary>The slot of a handler that failed is never given back.</summary>
internal sealed class SlotLeaked : Saboteur
{
    public override bool OnServerEvent(NativeServer server, ref JobServerEvent input) => input.Kind != JobServerEventKind.Failed;
}

/// <summary>A server runs one job more than it may.</summary>
internal sealed class OneSlotTooMany : Saboteur
{
    public override bool OnServerEvent(NativeServer server, ref JobServerEvent input)
    {
        if (input.Kind == JobServerEventKind.Slots) input = input with { Number = input.Number + 1 };
        return true;
    }
}

/// <summary>Now and then a solution is not sent.</summary>
internal sealed class SolutionForgotten : Saboteur
{
    private int _solutions;

    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions) =>
        actions.RemoveAll(a => a is { Kind: JobServerActionKind.SendOutcome, What: OutcomeKind.Solution } && ++_solutions % 5 == 0);
}

/// <summary>No solution is ever sent.</summary>
internal sealed class AllSolutionsForgotten : Saboteur
{
    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions) =>
        actions.RemoveAll(a => a is { Kind: JobServerActionKind.SendOutcome, What: OutcomeKind.Solution });
}

/// <summary>A server refuses without a word.</summary>
internal sealed class RefusalForgotten : Saboteur
{
    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions) =>
        actions.RemoveAll(a => a is { Kind: JobServerActionKind.SendOutcome, What: OutcomeKind.Refused });
}

/// <summary>A solution is handed to the user of another job.</summary>
internal sealed class SolutionMixedUp : Saboteur
{
    private ulong _submitted;

    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions)
    {
        if (input.Kind == JobClientEventKind.Submit) _submitted = input.Job;
        int complete = actions.FindIndex(a => a.Kind == JobClientActionKind.Complete);
        if (complete >= 0 && _submitted > 0) actions[complete] = actions[complete] with { Job = _submitted };
    }
}

/// <summary>Who was suspected once is never trusted again.</summary>
internal sealed class NeverTrustedAgain : Saboteur
{
    public override bool OnClientEvent(NativeClient client, ref JobClientEvent input) => input.Kind != JobClientEventKind.Trusted;
}

/// <summary>Nobody notices that a server is gone.</summary>
internal sealed class LossIgnored : Saboteur
{
    public override bool OnClientEvent(NativeClient client, ref JobClientEvent input) => input.Kind != JobClientEventKind.Lost;
}

/// <summary>One death is enough to give a job up.</summary>
internal sealed class QuarantineTooEarly : Saboteur
{
    public override JobClientOptions OnOptions(JobClientOptions options) => options with { MaxDeaths = 1 };
}

/// <summary>A kept job is never fetched back for a slot that is free elsewhere.</summary>
internal sealed class RecallForgotten : Saboteur
{
    public override void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions) =>
        actions.RemoveAll(a => a is { Kind: JobClientActionKind.SendCancel, Flag: true });
}

/// <summary>A job's time limit is over too early.</summary>
internal sealed class LimitTooEarly : Saboteur
{
    public override bool OnClientEvent(NativeClient client, ref JobClientEvent input)
    {
        if (input.Kind == JobClientEventKind.Submit) input = input with { Terms = input.Terms with { TimeLimit = input.Terms.TimeLimit / 2 } };
        return true;
    }
}

/// <summary>A server tells its load at every turn.</summary>
internal sealed class Chatter : Saboteur
{
    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions)
    {
        if (input.Kind == JobServerEventKind.Solved) actions.Add(new(JobServerActionKind.PublishAvailability));
    }
}
