namespace AmlIpNet.Protocol.Tests.Recording;

/// <summary>Random events and actions, of few nodes and numbers, so that they meet.</summary>
internal static class JobValues
{
    private static readonly NodeId[] s_nodes = [NodeId.Create("a", 1), NodeId.Create("b", 2), NodeId.Create("c", 3)];

    public static JobClientEvent ClientEvent(Random random, ulong newJob)
    {
        var server = Node(random);
        return random.Next(11) switch
        {
            0 or 1 => JobClientEvent.Submit(newJob, new JobTerms(random.Next(-2, 3), random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 500)) : null, random.Next(1, 4), random.Next(3) == 0 ? "label ☂" : null)),
            2 => JobClientEvent.Cancel((ulong)random.Next((int)newJob + 1)),
            3 => JobClientEvent.Availability(server, Load(random), random.Next(3) switch { 0 => null, 1 => [], _ => [Number(random), Number(random)] },
                random.Next(3) switch { 0 => null, 1 => ServerAttributes.Empty, _ => ServerAttributes.Of([new("gpu", "1"), new("☂", "")]) }),
            4 or 5 => JobClientEvent.Outcome(server, Load(random), Number(random), Number(random), (OutcomeKind)random.Next(6), random.Next(-3, 7), random.Next(2) == 0 ? null : "text ☂"),
            6 => random.Next(2) == 0 ? JobClientEvent.Suspected(server) : JobClientEvent.Trusted(server),
            7 => JobClientEvent.Lost(server),
            8 => JobClientEvent.PeerFound(server),
            9 => random.Next(2) == 0 ? JobClientEvent.Reply((uint)Number(random), server) : JobClientEvent.Solution((uint)Number(random), server),
            _ => JobClientEvent.Time,
        };
    }

    public static JobServerEvent ServerEvent(Random random)
    {
        var client = Node(random);
        var key = new ExecutionKey(client, Number(random), random.Next(3) == 0);
        return random.Next(14) switch
        {
            0 or 1 or 2 => JobServerEvent.Work(client, 1, 1, Number(random), Number(random), random.Next(-2, 3), random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 500)) : null),
            3 => JobServerEvent.CancelWork(client, 1, 1, Number(random), random.Next(2) == 0),
            4 => JobServerEvent.Request(client, (uint)Number(random)),
            5 => JobServerEvent.Target(client, (uint)Number(random), Node(random)),
            6 => JobServerEvent.Data(client, (uint)Number(random), Node(random)),
            7 => JobServerEvent.Solved(key),
            8 => JobServerEvent.Failed(key, random.Next(-3, 4), random.Next(2) == 0 ? null : "text ☂"),
            9 => JobServerEvent.Progress(key),
            10 => random.Next(2) == 0 ? JobServerEvent.NativeClientFound(client) : JobServerEvent.ClientLost(client),
            11 => random.Next(2) == 0 ? JobServerEvent.ClientUnknown(client) : JobServerEvent.SetSlots(random.Next(5)),
            12 => random.Next(2) == 0 ? JobServerEvent.SetTaking(random.Next(4) > 0) : JobServerEvent.SetGuarded(random.Next(3) == 0),
            _ => JobServerEvent.Time,
        };
    }

    public static JobClientAction ClientAction(Random random) => new(
        (JobClientActionKind)random.Next(11), Number(random), Number(random), Node(random), Number(random), random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(5)),
        random.Next(2) == 0, random.Next(2) == 0 ? null
            : new JobAccount((JobEnd)random.Next(3), [.. Enumerable.Range(0, random.Next(4)).Select(i => new AttemptRecord((ulong)i, Node(random), (AttemptEnd)random.Next(7), i, i > 1 ? "why" : null))]));

    public static JobServerAction ServerAction(Random random) => new(
        (JobServerActionKind)random.Next(9), new(Node(random), Number(random), random.Next(2) == 0), Number(random), (OutcomeKind)random.Next(6), random.Next(-3, 4), random.Next(2) == 0 ? null : "");

    private static NodeId Node(Random random) => s_nodes[random.Next(s_nodes.Length)];

    private static ulong Number(Random random) => (ulong)random.Next(60);

    private static ServerLoad Load(Random random) => new(1, Number(random), 2, random.Next(3), random.Next(3), (ServerState)Math.Max(0, random.Next(10) - 7));
}
