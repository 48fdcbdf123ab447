using System.Collections.Immutable;
using AmlIpNet.Protocol;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>The options of a worker of a data space.</summary>
public sealed record WorkerNodeOptions : NodeOptions
{
    /// <summary>The functions that it computes with, by name.</summary>
    public ImmutableDictionary<string, DataFunction> Functions { get; init; } = ImmutableDictionary<string, DataFunction>.Empty;

    /// <summary>Those of the functions whose values are not computed again elsewhere when this worker dies: no Center is told how. Default: none.</summary>
    public ImmutableHashSet<string> LocalFunctions { get; init; } = [];

    /// <summary>Is asked before a value leaves, and before a function is called; null, the default: everybody may have and use everything.</summary>
    public IDataGuard? Guard { get; init; }

    /// <summary>Functions that run at a time. A client that scatters gives a worker values in proportion. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Bytes of values that are kept in memory; those used longest ago go to disk. Default 1 GiB.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of values that are kept on disk; beyond it new ones are refused. 0: nothing goes to disk. Default 16 GiB.</summary>
    public long SpillBytes { get; init; } = 16L << 30;

    /// <summary>The folder for values on disk; null, the default, for the system's folder for temporary files.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Values that are brought at a time. Default 128.</summary>
    public int MaxTransfers { get; init; } = 128;

    /// <summary>Bytes of the values that are brought at a time, beside those in memory; a larger value is brought alone. As many may wait to be sent. Default 256 MiB.</summary>
    public long TransferBytes { get; init; } = 256 << 20;

    /// <summary>Bytes in which a value travels at a time. Default 1 MiB.</summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(Functions is not null && Functions.All(f => f.Value is not null && DataSpace.Names.IsName(f.Key, DataBounds.MaxFunctionBytes)), nameof(Functions),
            Functions is null ? null : string.Join(", ", Functions.Keys), $"give each function a name of 1 to {DataBounds.MaxFunctionBytes} bytes of UTF-8 without control characters");
        ThrowUnless(LocalFunctions is not null && LocalFunctions.All(Functions!.ContainsKey), nameof(LocalFunctions), LocalFunctions is null ? null : string.Join(", ", LocalFunctions), $"name only functions that are among {nameof(Functions)}");
        ThrowUnless(Slots is >= 1 and <= 10_000, nameof(Slots), Slots, "use 1 to 10,000");
        ThrowUnless(MemoryBytes is >= 64 << 10 and <= 1L << 44, nameof(MemoryBytes), MemoryBytes, "use 64 KiB to 16 TiB (65,536 to 17,592,186,044,416)");
        ThrowUnless(SpillBytes is >= 0 and <= 1L << 50, nameof(SpillBytes), SpillBytes, "use 0 to 1 PiB (1,125,899,906,842,624)");
        ThrowUnless(SpillFolder is null || Directory.Exists(SpillFolder), nameof(SpillFolder), SpillFolder, "name a folder that exists, or null for the system's folder for temporary files");
        DataSpace.Names.CheckTransfers(this, MaxTransfers, TransferBytes, PartBytes);
    }
}
