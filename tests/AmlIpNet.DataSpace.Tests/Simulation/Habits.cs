using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>What happens in a history besides puts, gathers and computations: by its seed, so that each rule is also tried without the others.</summary>
internal sealed class Habits(int seed)
{
    /// <summary>Whether the same keys are put and computed, by clients, workers and Centers.</summary>
    public bool Mixes { get; } = seed % 3 != 0;

    public bool Deletes { get; } = seed % 3 != 2;

    /// <summary>Whether workers leave in good order too.</summary>
    public bool Leaves { get; } = seed % 7 < 4;

    /// <summary>Whether workers lack room now and then.</summary>
    public bool IsFull { get; } = seed % 5 == 1;

    private readonly bool _hasGuards = seed % 5 == 2;
    private readonly bool _isSkewed = seed % 7 % 3 == 0;

    public TimeSpan NewSkew(Random random) => _isSkewed ? TimeSpan.FromMilliseconds(random.Next(-3_000, 3_000)) : TimeSpan.Zero;

    public bool HasNoRoom(Random random) => IsFull && random.Next(6) == 0;

    /// <summary>Some workers let clients have some keys only.</summary>
    public bool DeniesRead(SimNode to, SimWorker worker, string key) => _hasGuards && to.Role == DataRole.Client && (key[^1] + worker.Slots) % 3 == 0;

    /// <summary>Nobody lets clients call a function for some keys; a Center may have it called for them.</summary>
    public bool DeniesUse(SimNode from, DataEntry entry) => _hasGuards && from.Role == DataRole.Client && entry.Key[^1] % 2 == 0;
}
