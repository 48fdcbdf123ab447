namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>A server on its own with a clock: what it does is collected as short text.</summary>
internal sealed class ServerBench
{
    public static readonly NodeId Server = NodeId.Create("server", 1);
    public static readonly NodeId A = NodeId.Create("a", 10);
    public static readonly NodeId B = NodeId.Create("b", 11);
    public static readonly NodeId C = NodeId.Create("c", 12);

    public const ulong Incarnation = 7;

    private readonly List<JobServerAction> _actions = [];

    public ServerBench(int slots = 1, JobServerOptions? options = null)
    {
        Machine = new JobServer(Server, Incarnation, options);
        Do(JobServerEvent.SetSlots(slots));
    }

    public JobServer Machine { get; }

    public TimeSpan Now { get; set; }

    public List<JobServerAction> All { get; } = [];

    /// <summary>Handles an event.</summary>
    /// <returns>What the server did, as "Keep a1, Start a1, Refused(Busy) b2, Publish".</returns>
    public string Do(in JobServerEvent input)
    {
        _actions.Clear();
        Machine.Handle(input, Now, _actions);
        All.AddRange(_actions);
        return string.Join(", ", _actions.Select(Show));
    }

    public string Work(NodeId client, ulong task, int priority = 0, double? leftMs = null, ulong clientIncarnation = 1, ulong serverIncarnation = Incarnation) =>
        Do(JobServerEvent.Work(client, clientIncarnation, serverIncarnation, task + 1000, task, priority, leftMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null));

    public string Cancel(NodeId client, ulong task, bool onlyUnstarted = false, ulong clientIncarnation = 1) =>
        Do(JobServerEvent.CancelWork(client, clientIncarnation, Incarnation, task, onlyUnstarted));

    public string Solve(NodeId client, ulong task) => Do(JobServerEvent.Solved(new(client, task)));

    public string Fail(NodeId client, ulong task, int code = 3, string text = "no") => Do(JobServerEvent.Failed(new(client, task), code, text));

    public string SolveAuction(NodeId client, uint task) => Do(JobServerEvent.Solved(new(client, task, true)));

    /// <summary>Lets time pass, with each timer on its time.</summary>
    public string Pass(double milliseconds)
    {
        var until = Now + TimeSpan.FromMilliseconds(milliseconds);
        List<string> done = [];
        while (Machine.NextDue is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            string what = Do(JobServerEvent.Time);
            if (what.Length > 0) done.Add($"{Now.TotalMilliseconds}: {what}");
            if (Machine.NextDue <= Now) throw new InvalidOperationException($"At {Now} the timer of {due} was not taken back.");
        }

        Now = until;
        return string.Join("; ", done);
    }

    /// <summary>Makes the server know that jobs are short.</summary>
    public ServerBench WithShortJobs()
    {
        Work(C, 1);
        Solve(C, 1);
        Pass(100);
        return this;
    }

    public string Load(NodeId client = default) => Machine.LoadFor(client) is var load ? $"{load.Free}/{load.Slots}+{load.QueueRoom}" : "";

    public static string Show(JobServerAction action)
    {
        string key = $"{action.Key.Client.Name}{action.Key.Task}{(action.Key.IsAuction ? "!" : "")}";
        return action.Kind switch
        {
            JobServerActionKind.PublishAvailability => "Publish",
            JobServerActionKind.SendOutcome when action.What == OutcomeKind.Refused => $"Refused({(RefusalReason)action.Code}) {key}",
            JobServerActionKind.SendOutcome when action.What == OutcomeKind.Failed => $"Failed({action.Code},{action.Text}) {key}",
            JobServerActionKind.SendOutcome => $"{action.What} {key}",
            _ => $"{action.Kind} {key}",
        };
    }
}
