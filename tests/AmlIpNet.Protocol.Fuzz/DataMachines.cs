using System.Collections.Immutable;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>Tells a machine of the data space, in the midst of its work, what one sample says.</summary>
/// <param name="message">The header of a control message; with the kind <see cref="DataKind.Get"/> and no entries where <paramref name="part"/> says more.</param>
/// <param name="entries">Its entries.</param>
/// <param name="part">The header of a part instead.</param>
/// <returns>What the machine wants done.</returns>
public delegate IReadOnlyList<DataAction> MachineStep(in DataControlMessage message, ImmutableArray<DataEntry> entries, in DataPartMessage? part);

/// <summary>A machine of the data space under whatever the network tells it: it does not throw, its maps stay each other's inverses, and all that it wants sent can be.</summary>
public sealed class DataMachineTarget(string name, MachineStep tell, IReadOnlyList<byte[]> samples) : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples => samples;

    /// <summary>The machine as it was made, the entries of an input of 1 KiB, and what is sent for each.</summary>
    public override long AllocationBound => 256 << 10;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        IReadOnlyList<DataAction> actions;
        if (DataTypes.Control.TrySplit(input, input.Length, out int header, out int size) && DataControlMessage.TryRead(input[..header], out var message)
            && DataEntries.TryRead(input.Slice(header, size), out var entries)) actions = tell(message, entries, null);
        else if (DataTypes.Part.TrySplit(input, input.Length, out header, out size) && DataPartMessage.TryRead(input[..header], out var part) && part.Describes(input.Slice(header, size)))
            actions = tell(default, [], part);
        else return false;

        foreach (var action in actions)
        {
            if (action.Kind == DataActionKind.AskPart) Require(action.Length >= 0 && action.Offset >= 0, "it asks for bytes that no value has");
            if (action.Entry is { } entry) DataEntries.ToBytes([entry]);
            foreach (var page in DataEntries.Pages(action.Entries ?? [])) DataEntries.ToBytes(page);
        }

        return true;
    }
}

/// <summary>The machines, each in the midst of its work.</summary>
internal static class DataMachines
{
    public static readonly NodeId Alice = NodeId.Create("alice", 1);
    public static readonly NodeId Bob = NodeId.Create("bob", 2);
    public static readonly NodeId Center = NodeId.Create("center", 3);
    public static readonly NodeId Client = NodeId.Create("client", 4);

    private static readonly FetchOptions s_fetch = new() { PartBytes = 10, Window = 2, MaxFlights = 3, MaxFlightBytes = 100 };
    private static readonly ValueInfo s_info = new(20, UInt128.MaxValue / 3, "text/plain; charset=utf-8", 7);
    private static readonly Recipe s_recipe = new("add", new byte[] { 1 }, ["x", "y"]);
    private static readonly DataEntry[] s_held = [new("x") { State = KeyState.Memory, Info = s_info }, new("z") { State = KeyState.Executing, Recipe = s_recipe, Deaths = 1 }];

    public static IReadOnlyList<DataAction> TellCenter(in DataControlMessage message, ImmutableArray<DataEntry> entries, in DataPartMessage? part)
    {
        var center = new DataCenter(Center, new DataCenterMachineOptions { MaxLostKeys = 3 });
        var actions = new List<DataAction>();
        center.OnWorkerFound(Alice, At(0), actions);
        center.OnWorkerFound(Bob, At(0), actions);
        center.OnRegister(Alice, 1, true, true, 1, s_held, At(1), actions);
        center.OnRegister(Bob, 1, true, false, 2, [s_held[0]], At(1), actions);
        center.OnCompute(DataAddress.Client(Client), 5, new DataEntry("w") { Recipe = s_recipe }, At(2), actions);
        actions.Clear();

        var (from, request, code) = (message.Sender, message.Request, message.Code);
        switch (message.Kind)
        {
            case DataKind.Register: center.OnRegister(from.Node, request, (code & 1) != 0, (code & 2) != 0, (int)Math.Min(message.Number >> 1, 10_000), entries, At(3), actions); break;
            case DataKind.Report: center.OnReport(from.Node, request, entries, At(3), actions); break;
            case DataKind.Compute:
                foreach (var entry in entries) center.OnCompute(from, request, entry, At(3), actions);
                break;
            case DataKind.Delete: center.OnDelete(entries, At(3), actions); break;
            case DataKind.Ask:
                foreach (var entry in entries) actions.Add(new(DataActionKind.Reply, Entries: [center.DescribeWithRecipe(entry.Key)]));
                break;
        }

        Check(center);
        actions.Add(new(DataActionKind.Reply, Entries: [.. center.DescribeAll(), .. center.DescribeWorkers()]));
        center.OnTime(At(20), actions);
        center.OnWorkerLost(Alice, At(21), actions);
        center.OnWorkerLost(Bob, At(22), actions);
        center.OnClientLost(from.Node, At(23));
        Check(center);
        return actions;
    }

    public static IReadOnlyList<DataAction> TellWorker(in DataControlMessage message, ImmutableArray<DataEntry> entries, in DataPartMessage? part)
    {
        var worker = new DataWorker(Alice, new DataWorkerMachineOptions { Fetch = s_fetch });
        var actions = new List<DataAction>();
        var client = DataAddress.Client(Client);
        worker.OnCenter(Center, At(0), actions);
        worker.OnOffer(client, 1, [new("x") { Info = s_info with { Size = 0 } }, new("p") { Info = s_info with { Size = 5 } }], At(0), actions);
        worker.OnPart(client, "x", s_info with { Size = 0 }, 0, 0, At(1), actions);
        worker.OnComplete("x", s_info with { Size = 0 }, DataCode.Ok, At(1), actions);
        worker.OnCompute(DataAddress.Center(Center), 0, new("z") { Recipe = s_recipe }, true, At(1), actions);
        worker.OnAnswer(new("y") { State = KeyState.Memory, Info = s_info, Nodes = [Bob] }, true, At(1), actions);
        actions.Clear();

        var (from, request) = (message.Sender, message.Request);
        if (part is { Code: DataCode.Ok } bytes) worker.OnPart(bytes.Sender, bytes.Key, bytes.Info, bytes.Offset, bytes.PartSize, At(2), actions);
        else if (part is { } refusal) worker.OnRefused(refusal.Sender, refusal.Key, refusal.Code, At(2), actions);
        switch (message.Kind)
        {
            case DataKind.Hello: worker.OnCenter(from.Node, At(2), actions); break;
            case DataKind.Ack: worker.OnAck(from.Node, request, At(2), actions); break;
            case DataKind.Offer: worker.OnOffer(from, request, entries, At(2), actions); break;
            case DataKind.Acquire: worker.OnAcquire(from, request, entries, At(2), actions); break;
            case DataKind.Delete: worker.OnDelete(from, request, entries, At(2), actions); break;
            case DataKind.Compute:
                foreach (var entry in entries) worker.OnCompute(from, request, entry, entry.Recipe?.Function == "add", At(2), actions);
                break;
            case DataKind.Answer:
                foreach (var entry in entries) worker.OnAnswer(entry, (message.Number & 2) == 0, At(2), actions);
                break;
        }

        foreach (var action in actions.ToArray())
        {
            if (action.Kind == DataActionKind.Run) worker.OnFailed(action.Key, DataCode.Failed, "no luck", At(3), actions);
            if (action.Kind == DataActionKind.Complete) worker.OnComplete(action.Key, action.Info, DataCode.Corrupt, At(3), actions);
        }

        actions.Add(new(DataActionKind.Reply, Entries: [.. worker.Snapshot(), .. worker.List()]));
        for (int s = 4; s < 40; s += 6) worker.OnTime(At(s), actions);
        foreach (var node in new[] { Bob, Center, Client, from.Node }) worker.OnNodeLost(node, At(40), actions);
        return actions;
    }

    public static IReadOnlyList<DataAction> TellFetcher(in DataControlMessage message, ImmutableArray<DataEntry> entries, in DataPartMessage? part)
    {
        var fetcher = new Fetcher(s_fetch, DataAddress.Client(Client));
        var actions = new List<DataAction>();
        foreach (string key in new[] { "x", "y", "z", "p" }) fetcher.Want(key, null, null, At(0), actions);
        fetcher.OnAnswer(new("y") { State = KeyState.Memory, Info = s_info, Nodes = [Alice, Bob] }, true, At(0), actions);
        fetcher.OnAnswer(new("p") { State = KeyState.Memory, Info = s_info with { Size = 5 }, Nodes = [Alice] }, true, At(0), actions);
        actions.Clear();

        foreach (var entry in entries) fetcher.OnAnswer(entry, (message.Number & 2) == 0, At(1), actions);
        if (part is { Code: DataCode.Ok } bytes) fetcher.OnPart(bytes.Sender, bytes.Key, bytes.Info, bytes.Offset, bytes.PartSize, At(1), actions);
        else if (part is { } refusal) fetcher.OnRefused(refusal.Sender, refusal.Key, refusal.Code, At(1), actions);
        foreach (var action in actions.ToArray())
        {
            if (action.Kind == DataActionKind.Complete) fetcher.Corrupt(action.Key, At(2), actions);
        }

        for (int s = 4; s < 40; s += 6) fetcher.OnTime(At(s), actions);
        fetcher.OnNodeLost(Bob, At(40), actions);
        return actions;
    }

    private static void Check(DataCenter center)
    {
        if (center.FindContradiction() is { } contradiction) throw new FuzzMismatchException(contradiction);
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
