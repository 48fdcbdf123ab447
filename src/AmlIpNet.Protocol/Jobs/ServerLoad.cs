namespace AmlIpNet.Protocol;

/// <summary>What a server says about itself, on its availability topic and with every outcome.</summary>
/// <param name="Incarnation">A number that is higher after each start of the server; what was sent to an earlier one is void.</param>
/// <param name="Version">Counts up with every change, within the incarnation: of two samples of different topics the higher is the newer.</param>
/// <param name="Slots">How many jobs it runs at a time.</param>
/// <param name="Free">How many more it would start at once.</param>
/// <param name="QueueRoom">How many more of one client it would keep until a slot is free. In an availability: of a client of which nothing is held.</param>
/// <param name="State">Whether it takes jobs.</param>
public readonly record struct ServerLoad(ulong Incarnation, ulong Version, int Slots, int Free, int QueueRoom, ServerState State = ServerState.Open);

/// <summary>Whether a server takes jobs.</summary>
public enum ServerState : byte
{
    /// <summary>It takes jobs.</summary>
    Open = 0,

    /// <summary>It takes no more, and finishes or hands back what it has.</summary>
    Draining = 1,

    /// <summary>It holds nothing any more: that its participant goes is no death.</summary>
    Left = 2,
}
