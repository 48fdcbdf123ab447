using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

// The rules of requests, targets and data, and the bounds of attempts.
internal sealed partial class Book
{
    private readonly HashSet<(SimNode Client, ulong Task)> _works = [];

    private readonly HashSet<(SimNode Client, NodeId Server, ulong Incarnation, UInt128 Part)> _sentParts = [];

    public long NativeAttempts { get; private set; }

    /// <summary>How often a part was not sent because its server has it.</summary>
    public long ReferredParts { get; private set; }

    public void OnRequest(SimNode client, ulong task)
    {
        if (!_auctions.TryAdd((client, task), new Auction())) Violate(client, $"asks for #{task} twice");
    }

    public void OnTarget(SimNode client, ulong task, NodeId server)
    {
        if (!_auctions.TryGetValue((client, task), out var auction))
        {
            Violate(client, $"publishes a target of #{task}, which it did not ask for");
            return;
        }

        if (auction.Target is { } before && before != server) Violate(client, $"gives #{task} to {Name(server)} after {Name(before)}");
        auction.Target = server;
    }

    public void OnData(SimNode client, ulong task, NodeId server)
    {
        if (!_auctions.TryGetValue((client, task), out var auction) || auction.Target != server) Violate(client, $"sends data of #{task} to {server}, which was not chosen");
        else if (auction.HasData) Violate(client, $"sends data of #{task} twice");
        else auction.HasData = true;
    }

    public void OnAuctionSolution(SimNode server, TaskKey key)
    {
        if (!_auctionSolutions.Add((server.Id, key))) Violate(server, $"sends a second solution of {key}");
        var client = world.Nodes.Find(n => n.Id == key.Client);
        if (client is null || !_auctions.TryGetValue((client, key.Task), out var auction) || auction.Target != server.Id) Violate(server, $"solves {key}, for which it was not chosen");
    }

    public void OnWork(SimNode client, JobEntry job, in JobClientAction action)
    {
        NativeAttempts++;
        var server = action.Server;
        job.SentTo.Add(action.Server);
        if (!_works.Add((client, action.Task))) Violate(client, $"uses the number #{action.Task} twice");
        if (world.Nodes.FindLast(n => n.Id == server) is not NativeServer) Violate(client, $"sends work to {action.Server}, which is no native server");
    }

    /// <summary>A client refers only to parts that it has sent to this life of the server.</summary>
    public void OnParts(SimNode client, in JobClientAction action, PayloadPart[] parts)
    {
        foreach (var part in parts)
        {
            var sent = (client, action.Server, action.Incarnation, part.Digest);
            if (!part.IsAbsent) _sentParts.Add(sent);
            else if (!_sentParts.Contains(sent)) Violate(client, $"refers {action.Server}@{action.Incarnation} to a part that was never sent there");
            if (part.IsAbsent) ReferredParts++;
        }
    }

    /// <summary>What a server has put together is the payload of a job, byte for byte.</summary>
    /// <returns>The job's token.</returns>
    public ulong Recognise(SimNode server, ReadOnlySpan<byte> payload)
    {
        ulong token = JobBytes.TokenOf(payload);
        var job = Token.JobOf(token) is { } index && index < Jobs.Count ? Jobs[index] : null;
        if (job?.Bytes is not { } bytes || !payload.SequenceEqual(bytes.Payload)) Violate(server, $"takes {payload.Length} bytes for a job's that are none's");
        return token;
    }

    /// <summary>A client takes a server, or an earlier life of it, for dead.</summary>
    public void OnServerLost(SimNode client, NodeId server)
    {
        // That a server leaves is no death; but who was cut off may not have heard that it was leaving.
        if (!world.IsFaulty && world.Nodes.FindLast(n => n.Id == server) is { SaidGoodbye: true }) return;
        foreach (var job in Jobs)
        {
            if (job.Owner == client && job.IsOpen && job.SentTo.Remove(server)) job.Deaths++;
        }
    }

    /// <summary>The bounds of a client's sets.</summary>
    public void CheckBounds(NativeClient client)
    {
        var (machine, options) = (client.Machine, world.Profile.ClientOptions);
        if (machine.Attempts > machine.Jobs * options.MaxOpenAttempts) Violate(client, $"has {machine.Attempts} attempts open at {machine.Jobs} jobs; {options.MaxOpenAttempts} are allowed for each");
        if (machine.OpenRequests > options.Auction.MaxOpenRequests) Violate(client, $"has {machine.OpenRequests} requests open");
    }

    /// <summary>The bounds of a server's sets.</summary>
    public void CheckBounds(NativeServer server)
    {
        var (machine, options) = (server.Machine, world.Profile.ServerOptions);
        if (machine.Running != server.Running) Violate(server, $"takes {machine.Running} jobs for running; {server.Running} are");
        if (machine.Kept > options.QueueLimit * world.Nodes.Count) Violate(server, $"keeps {machine.Kept} attempts");
        if (machine.Free < 0 || machine.Free > Math.Max(0, server.Slots - server.Running)) Violate(server, $"says that {machine.Free} slots are free while {server.Running} of {server.Slots} run");
    }

    private static string Name(NodeId id) => id.IsUndefined ? "nobody" : id.ToString();
}
