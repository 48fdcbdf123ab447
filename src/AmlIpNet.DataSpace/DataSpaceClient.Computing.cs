using AmlIpNet.DataSpace;
using AmlIpNet.Protocol;

namespace AmlIpNet;

// Having values computed.
public sealed partial class DataSpaceClient
{
    /// <summary>
    /// Has a key computed from others, at the worker that holds most of them. The value stays there; when its worker dies it is computed again elsewhere.
    /// </summary>
    /// <param name="function">The name under which workers know the function.</param>
    /// <param name="key">The key for its value. If it is there already nothing is computed.</param>
    /// <param name="arguments">What the function is given besides, at most 64 KiB.</param>
    /// <param name="needed">The keys whose values it is given.</param>
    /// <param name="cancellationToken">Ends the wait; the computation goes on.</param>
    /// <returns>Where the value is, and its size.</returns>
    /// <exception cref="ComputationFailedException">The function threw, workers died of it, or something that it needs cannot be had.</exception>
    /// <exception cref="NoPeerException">There is no Center in time.</exception>
    public async Task<DataPlace> ComputeAsync(
        string function, string key, ReadOnlyMemory<byte> arguments = default, IEnumerable<string>? needed = null, CancellationToken cancellationToken = default)
    {
        var entry = Describe(function, key, arguments, needed ?? []);
        await WaitForWorkersAsync(cancellationToken).ConfigureAwait(false);
        var answer = await AskCenterAsync(DataKind.Compute, [entry], 0, cancellationToken).ConfigureAwait(false);
        return Place(answer.Entries);
    }

    internal async Task<DataPlace> ComputeAtAsync(
        NodeId worker, string function, string key, ReadOnlyMemory<byte> arguments, IEnumerable<string> needed, CancellationToken cancellationToken)
    {
        var answer = await AskWorkerAsync(worker, DataKind.Compute, [Describe(function, key, arguments, needed)], cancellationToken).ConfigureAwait(false);
        return Place(answer.Entries);
    }

    private static DataEntry Describe(string function, string key, ReadOnlyMemory<byte> arguments, IEnumerable<string> needed)
    {
        string[] keys = [.. needed.Select(Names.Check)];
        if (!Names.IsName(function, DataBounds.MaxFunctionBytes)) throw new ArgumentException($"'{function}' cannot be a function's name: use 1 to {DataBounds.MaxFunctionBytes} bytes of UTF-8 without control characters.", nameof(function));
        if (arguments.Length > DataBounds.MaxArgumentBytes) throw new ArgumentException($"The arguments have {arguments.Length:N0} bytes; at most {DataBounds.MaxArgumentBytes:N0} are sent: put them under a key, and name it as needed.", nameof(arguments));
        if (keys.Length > DataBounds.MaxNeeded) throw new ArgumentException($"{keys.Length:N0} needed keys are too many; at most {DataBounds.MaxNeeded:N0} are: compute in steps.", nameof(needed));
        return new DataEntry(Names.Check(key)) { Recipe = new Recipe(function, arguments.ToArray(), [.. keys]) };
    }

    private static DataPlace Place(IReadOnlyList<DataEntry> entries)
    {
        var entry = entries[0];
        return entry.State == KeyState.Memory && entry.Nodes.Count > 0 ? new DataPlace(entry.Key, entry.Nodes[0], entry.Info.Size, entry.Info.ContentType) { Digest = entry.Info.Digest } : throw Failed(entry);
    }
}
