using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Artifacts;

/// <summary>The options of a workbench.</summary>
public sealed record WorkbenchOptions : NodeOptions
{
    /// <summary>The name of the scheduler; null, the default, for the only one that there is.</summary>
    public string? Scheduler { get; init; }

    /// <summary>How long a call waits for the scheduler when it is not there. Default 30 s.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(Scheduler is null or { Length: > 0 }, nameof(Scheduler), "''", "name the scheduler, or use null for the only one");
        ThrowUnless(PeerTimeout > TimeSpan.Zero && PeerTimeout <= TimeSpan.FromDays(1), nameof(PeerTimeout), PeerTimeout, "use more than 0 s, up to 1 day");
    }
}
