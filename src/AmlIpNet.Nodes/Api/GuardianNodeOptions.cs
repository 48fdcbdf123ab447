using AmlIpNet.Protocol;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>The options of a guardian.</summary>
public sealed record GuardianNodeOptions : NodeOptions
{
    /// <summary>How many jobs it has under way at most; it never answers for more than native slots are free. Default 256.</summary>
    public int MaxJobs { get; init; } = 256;

    /// <summary>The budget of each job, and how long it may take.</summary>
    public JobOptions Jobs { get; init; } = JobOptions.Default;

    /// <summary>What is sent as the solution of a job that failed. Null, the default: nothing; its client goes on waiting, since AML-IP has no
    /// message for a failure.</summary>
    public ReadOnlyMemory<byte>? FailureReply { get; init; }

    /// <summary>How long it goes on for the jobs that it has when it is to stop. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(MaxJobs is >= 1 and <= 10_000, nameof(MaxJobs), MaxJobs, "use 1 to 10,000");
        ThrowUnless(NativePlane, nameof(NativePlane), NativePlane, "leave it on: a guardian's jobs are solved there");
        ThrowUnless(AmlIpPlane, nameof(AmlIpPlane), AmlIpPlane, "leave it on: a guardian's clients are there");
        ThrowUnless(DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromDays(1), nameof(DrainTimeout), DrainTimeout, "use 0 s to 1 day");
        Jobs.Validate();
    }

    internal ComputingNodeOptions ServerOptions() => new()
    {
        Name = Name,
        Network = Network,
        CloseTimeout = CloseTimeout,
        FlightRecorderBytes = FlightRecorderBytes,
        Slots = MaxJobs,
        HandlerRetries = 0, // the native plane has its own
        FailureReply = FailureReply,
        DrainTimeout = DrainTimeout,
        Machine = new JobServerOptions { AuctionsOnly = true },
    };

    internal MainNodeOptions ClientOptions() => new()
    {
        Name = Name,
        Network = Network,
        CloseTimeout = CloseTimeout,
        FlightRecorderBytes = FlightRecorderBytes,
        MaxJobs = MaxJobs,
        JoinsAuctions = false,
        Prefetches = false,
    };
}
