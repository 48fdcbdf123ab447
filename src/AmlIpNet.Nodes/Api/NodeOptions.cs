using System.Collections.Immutable;
using System.Text;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>What every node needs to know. Immutable: change a copy with <c>with</c>.</summary>
public abstract record NodeOptions
{
    /// <summary>The node's name: 1 to 28 bytes of UTF-8 without control characters. Four random bytes make the id of it unique.</summary>
    public required string Name { get; init; }

    /// <summary>The domain and how to reach it.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Whether to speak the native plane with nodes that do, which is faster and loses nothing. Off: only AML-IP's own protocol, with everybody. Default on.</summary>
    public bool NativePlane { get; init; } = true;

    /// <summary>Whether to take part in the auctions of AML-IP's own nodes. Off: jobs go between AmlIpNet nodes only, as they must on an engine that
    /// cannot carry AML-IP's job data (RTI Connext DDS). Default on; the status is published and watched either way.</summary>
    public bool AmlIpPlane { get; init; } = true;

    /// <summary>How many bytes of memory the node's flight recorder may use: the last things that its protocol machine was told, for <c>amlip replay</c>.
    /// 0 turns it off. Default 4 MiB; the option is of no use to Status nodes.</summary>
    public int FlightRecorderBytes { get; init; } = 4 << 20;

    /// <summary>How long disposing may take to say farewell: unsent samples and acknowledgments. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Checks every option; each error names the option and the remedy.</summary>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public virtual void Validate()
    {
        if (Encoding.UTF8.GetByteCount(Name ?? "") is 0 or > NodeId.MaxNameBytes || Name!.Any(char.IsControl))
        {
            throw new InvalidOptionsException($"The node name '{Name}' cannot be used: give it 1 to {NodeId.MaxNameBytes} bytes of UTF-8 without control characters.");
        }

        ThrowUnless(CloseTimeout >= TimeSpan.Zero && CloseTimeout <= TimeSpan.FromMinutes(10), nameof(CloseTimeout), CloseTimeout, "use 0 s to 10 min");
        ThrowUnless(FlightRecorderBytes is 0 or >= 64 << 10 and <= 256 << 20, nameof(FlightRecorderBytes), FlightRecorderBytes, "use 0, or 64 KiB to 256 MiB (65,536 to 268,435,456)");
        ThrowUnless(AmlIpPlane || NativePlane, nameof(AmlIpPlane), AmlIpPlane, $"leave it on, or {nameof(NativePlane)}: a node without both reaches nobody");
        Network.Validate();
    }
}

/// <summary>The options of a Main node.</summary>
public sealed record MainNodeOptions : NodeOptions
{
    /// <summary>Writes typed jobs and reads their solutions. Default JSON.</summary>
    public IPayloadSerializer Serializer { get; init; } = JsonPayloadSerializer.Default;

    /// <summary>How many jobs may be under way at a time; further calls wait for their turn. Default 10,000.</summary>
    public int MaxJobs { get; init; } = 10_000;

    /// <summary>What a call does when so many jobs are under way: wait for its turn (the default), or throw <see cref="TooManyJobsException"/> at once.</summary>
    public bool RefuseWhenFull { get; init; }

    /// <summary>How long a job that was sent may go without a sign that its node has it, before it is sent to another one beside it. AML-IP's nodes give
    /// no such sign and are waited for. Default 3 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Chooses the Computing node of each job; null, the default, for the least loaded one. It is called on the node's loop.</summary>
    public IAssignmentStrategy? Strategy { get; init; }

    /// <summary>Parts of jobs that are smaller are always sent; of larger ones a Computing node that has them is sent the digest. Default 4 KiB.</summary>
    public int MinPartBytes { get; init; } = 4 << 10;

    /// <summary>How many parts of jobs, of all Computing nodes, are remembered to have been sent there; beyond it those of the node that was sent nothing for the longest are
    /// forgotten. 0: every job travels whole each time. Default 65,536.</summary>
    public int RememberedParts { get; init; } = 65_536;

    /// <summary>Whether servers that only take part in auctions may have its jobs.</summary>
    internal bool JoinsAuctions { get; init; } = true;

    /// <summary>How long after the death of an AML-IP client the AML-IP nodes that wait for it are freed.</summary>
    internal TimeSpan HealGrace { get; init; } = new HealerOptions().Grace;

    /// <summary>Whether nodes without a free slot may be sent a job ahead of time.</summary>
    internal bool Prefetches { get; init; } = true;

    /// <summary>Told, on the loop, how many native slots the node uses or could use now.</summary>
    internal Action<int>? CapacityChanged { get; init; }

    /// <summary>How many Computing nodes may die while they hold a job before it is given up. Default 3.</summary>
    public int MaxDeaths { get; init; } = 3;

    /// <summary>How many requests may be open at a time. Default 128; at most the depth of the request writer's history.</summary>
    public int MaxOpenRequests { get; init; } = 128;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(Serializer is not null, nameof(Serializer), null, $"leave {nameof(JsonPayloadSerializer)}.{nameof(JsonPayloadSerializer.Default)}, or give another one");
        ThrowUnless(MaxJobs is >= 1 and <= 10_000_000, nameof(MaxJobs), MaxJobs, "use 1 to 10,000,000");
        ThrowUnless(Lease >= TimeSpan.FromMilliseconds(10) && Lease <= TimeSpan.FromHours(1), nameof(Lease), Lease, "use 10 ms to 1 h");
        ThrowUnless(MaxDeaths is >= 1 and <= 1_000, nameof(MaxDeaths), MaxDeaths, "use 1 to 1,000");
        ThrowUnless(MinPartBytes is >= 64 and <= 1 << 30, nameof(MinPartBytes), MinPartBytes, "use 64 to 1,073,741,824");
        ThrowUnless(RememberedParts is >= 0 and <= 10_000_000, nameof(RememberedParts), RememberedParts, "use 0 to 10,000,000");
        ThrowUnless(MaxOpenRequests is >= 1 and <= 100_000, nameof(MaxOpenRequests), MaxOpenRequests, "use 1 to 100,000");
    }
}

/// <summary>The options of a Computing node.</summary>
public sealed record ComputingNodeOptions : NodeOptions
{
    /// <summary>Reads typed jobs and writes their solutions. Default JSON.</summary>
    public IPayloadSerializer Serializer { get; init; } = JsonPayloadSerializer.Default;

    /// <summary>How many jobs run at a time: 1 to 1,024, without the native plane to 10,000. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>What the node tells of itself to native Main nodes, besides host, cores, memory (in MiB) and slots, which it may overwrite: their strategies choose by
    /// it. At most 48; keys of 1 to 64 lower-case letters, digits and . _ -, values of at most 512 bytes. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How often a handler that threw is called again for the same job of an AML-IP client, which would never hear of the failure. Default 1.
    /// A native client has a budget of its own (<see cref="JobOptions.MaxAttempts"/>).</summary>
    public int HandlerRetries { get; init; } = 1;

    /// <summary>What an AML-IP client is sent as the solution when the handler threw each time. Null, the default: nothing; the client goes on
    /// waiting, since AML-IP has no message for a failure. Native clients hear of the failure itself.</summary>
    public ReadOnlyMemory<byte>? FailureReply { get; init; }

    /// <summary>How many bytes of the parts of jobs the node keeps, so that native Main nodes need not send them again; each counts with 256 bytes more. 0: none. Default 64 MiB.</summary>
    public long PartCacheBytes { get; init; } = 64 << 20;

    internal const int MaxSlots = 10_000;
    private const int MaxNativeSlots = 1_024; // as many as an availability lists

    /// <summary>Bounds and patience of the machine that assigns the slots.</summary>
    internal JobServerOptions Machine { get; init; } = new();

    /// <summary>How long after the death of an AML-IP client the AML-IP nodes that wait for it are freed. A client that was only cut off, and comes back
    /// later than that, may confuse them. Default 20 s.</summary>
    public TimeSpan HealGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a node that stops taking jobs goes on for those that it has already answered for. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(Serializer is not null, nameof(Serializer), null, $"leave {nameof(JsonPayloadSerializer)}.{nameof(JsonPayloadSerializer.Default)}, or give another one");
        if (NativePlane && !Machine.AuctionsOnly) ThrowUnless(Slots is >= 1 and <= MaxNativeSlots, nameof(Slots), Slots, "use 1 to 1,024: a node tells which jobs it has, and no more fit; start further nodes for more");
        ThrowUnless(Slots is >= 1 and <= MaxSlots, nameof(Slots), Slots, "use 1 to 10,000");
        ThrowUnless(PartCacheBytes is >= 0 and <= 1L << 44, nameof(PartCacheBytes), PartCacheBytes, "use 0 to 16 TiB");
        NodeAttributes.Validate(Attributes);
        ThrowUnless(HandlerRetries is >= 0 and <= 100, nameof(HandlerRetries), HandlerRetries, "use 0 to 100");
        ThrowUnless(HealGrace >= TimeSpan.Zero && HealGrace <= TimeSpan.FromDays(1), nameof(HealGrace), HealGrace, "use 0 s to 1 day");
        ThrowUnless(DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromDays(1), nameof(DrainTimeout), DrainTimeout, "use 0 s to 1 day");
    }
}

/// <summary>The options of a Status node.</summary>
public sealed record StatusNodeOptions : NodeOptions
{
    /// <summary>How many nodes are remembered; beyond it the one dropped longest ago is forgotten, or else the one not seen for the longest. Default 4,096.</summary>
    public int MaxNodes { get; init; } = 4_096;

    /// <summary>How many changes a slow reader of the stream may lag behind; beyond it the oldest are dropped and counted. Default 4,096.</summary>
    public int MaxBufferedChanges { get; init; } = 4_096;

    /// <summary>How long after the death of an AML-IP client the AML-IP nodes that wait for it are freed.</summary>
    internal TimeSpan HealGrace { get; init; } = new HealerOptions().Grace;

    /// <summary>How often those who watch hear of a node's load at most, when nothing else of it changes. Default 1 s.</summary>
    public TimeSpan LoadPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(LoadPeriod >= TimeSpan.Zero && LoadPeriod <= TimeSpan.FromHours(1), nameof(LoadPeriod), LoadPeriod, "use 0 s to 1 h");
        ThrowUnless(MaxNodes is >= 1 and <= 1_000_000, nameof(MaxNodes), MaxNodes, "use 1 to 1,000,000");
        ThrowUnless(MaxBufferedChanges is >= 1 and <= 1_000_000, nameof(MaxBufferedChanges), MaxBufferedChanges, "use 1 to 1,000,000");
    }
}
