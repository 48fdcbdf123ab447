namespace AmlIpNet.Protocol;

/// <summary>What can happen to a <see cref="JobClient"/>.</summary>
public enum JobClientEventKind
{
    /// <summary>The user submits <see cref="JobClientEvent.Job"/> under <see cref="JobClientEvent.Terms"/>.</summary>
    Submit = 0,

    /// <summary>The user gives <see cref="JobClientEvent.Job"/> up.</summary>
    Cancel = 1,

    /// <summary>A native server publishes its load and what it holds.</summary>
    Availability = 2,

    /// <summary>A native server says something about an attempt.</summary>
    Outcome = 3,

    /// <summary>The server's liveliness is lost.</summary>
    Suspected = 4,

    /// <summary>The server's liveliness is back.</summary>
    Trusted = 5,

    /// <summary>The server's participant is lost.</summary>
    Lost = 6,

    /// <summary>A server that only takes part in auctions was discovered.</summary>
    PeerFound = 7,

    /// <summary>A server offers itself in an auction.</summary>
    Reply = 8,

    /// <summary>A server sends the solution of a task that it got by auction.</summary>
    Solution = 9,

    /// <summary>Time has passed.</summary>
    Time = 10,

    /// <summary>Somebody closed the request of an auction in this client's place.</summary>
    RequestClosed = 11,
}

/// <summary>An input of a <see cref="JobClient"/>.</summary>
public readonly partial record struct JobClientEvent(JobClientEventKind Kind)
{
    /// <summary>The user's job.</summary>
    public ulong Job { get; init; }

    /// <summary>The job's terms.</summary>
    public JobTerms Terms { get; init; }

    /// <summary>The server.</summary>
    public NodeId Server { get; init; }

    /// <summary>The attempt.</summary>
    public ulong Task { get; init; }

    /// <summary>The server's load.</summary>
    public ServerLoad Load { get; init; }

    /// <summary>Of an availability: this client's attempts that the server holds.</summary>
    public ulong[]? Held { get; init; }

    /// <summary>Of an availability: what the server tells of itself; null for the same as before.</summary>
    public ServerAttributes? Attributes { get; init; }

    /// <summary>Of an outcome: the highest attempt that the server has received from this client.</summary>
    public ulong LastTask { get; init; }

    /// <summary>Of an outcome: what the server says.</summary>
    public OutcomeKind What { get; init; }

    /// <summary>Of a failed outcome: the handler's code. Of a refused one: the <see cref="RefusalReason"/>.</summary>
    public int Code { get; init; }

    /// <summary>Of a failed outcome: the handler's message.</summary>
    public string? Text { get; init; }

    /// <summary>A job to get solved; its number is the caller's and must be new.</summary>
    public static JobClientEvent Submit(ulong job, JobTerms terms) => new(JobClientEventKind.Submit) { Job = job, Terms = terms };

    /// <summary>Nobody waits for the job any more.</summary>
    public static JobClientEvent Cancel(ulong job) => new(JobClientEventKind.Cancel) { Job = job };

    /// <summary>A sample of a server's availability.</summary>
    /// <param name="server">Who.</param>
    /// <param name="load">Its load.</param>
    /// <param name="held">This client's attempts that it holds.</param>
    /// <param name="attributes">What it tells of itself; null for the same as before.</param>
    public static JobClientEvent Availability(NodeId server, ServerLoad load, ulong[]? held = null, ServerAttributes? attributes = null) =>
        new(JobClientEventKind.Availability) { Server = server, Load = load, Held = held, Attributes = attributes };

    /// <summary>A sample on this client's outcome topic.</summary>
    public static JobClientEvent Outcome(NodeId server, ServerLoad load, ulong lastTask, ulong task, OutcomeKind what, int code = 0, string? text = null) =>
        new(JobClientEventKind.Outcome) { Server = server, Load = load, LastTask = lastTask, Task = task, What = what, Code = code, Text = text };

    /// <summary>A server shows no sign of life.</summary>
    public static JobClientEvent Suspected(NodeId server) => new(JobClientEventKind.Suspected) { Server = server };

    /// <summary>A suspected server shows signs of life again.</summary>
    public static JobClientEvent Trusted(NodeId server) => new(JobClientEventKind.Trusted) { Server = server };

    /// <summary>A server's participant is gone, native or not.</summary>
    public static JobClientEvent Lost(NodeId server) => new(JobClientEventKind.Lost) { Server = server };

    /// <summary>A server that only takes part in auctions is there.</summary>
    public static JobClientEvent PeerFound(NodeId server) => new(JobClientEventKind.PeerFound) { Server = server };

    /// <summary>A REPLY_AVAILABLE addressed to this client.</summary>
    public static JobClientEvent Reply(uint task, NodeId server) => new(JobClientEventKind.Reply) { Task = task, Server = server };

    /// <summary>A TASK_SOLUTION addressed to this client.</summary>
    public static JobClientEvent Solution(uint task, NodeId server) => new(JobClientEventKind.Solution) { Task = task, Server = server };

    /// <summary>A TASK_TARGET for this client's task that names nobody: a healer took this client for dead, unless it is this client's own.</summary>
    public static JobClientEvent RequestClosed(uint task) => new(JobClientEventKind.RequestClosed) { Task = task };

    /// <summary>Look at the clock.</summary>
    public static JobClientEvent Time { get; } = new(JobClientEventKind.Time);
}
