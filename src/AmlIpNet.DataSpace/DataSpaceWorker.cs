using AmlIpNet.DataSpace;
using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>One worker of a data space, as its client sees it. Its operations go straight to that worker; it tells the Centers that are there.</summary>
public sealed class DataSpaceWorker
{
    private readonly DataSpaceClient _client;

    internal DataSpaceWorker(DataSpaceClient client, NodeId id) => (_client, Id) = (client, id);

    /// <summary>The worker.</summary>
    public NodeId Id { get; }

    /// <summary>Gets values that this worker holds.</summary>
    /// <exception cref="KeysLostException">It does not hold some of them, or is gone.</exception>
    /// <exception cref="WorkerRefusedException">It does not let this client have one.</exception>
    public Task<IReadOnlyDictionary<string, DataValue>> GetDataAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        _client.FetchAsync(Names.Check(keys), Id, cancellationToken);

    /// <summary>Has this worker keep values, in the place of older ones of their keys.</summary>
    /// <returns>The sizes.</returns>
    /// <exception cref="WorkerRefusedException">It has no room for one, or does not take it.</exception>
    /// <exception cref="NoPeerException">It is gone.</exception>
    public async Task<IReadOnlyDictionary<string, long>> UpdateDataAsync(IEnumerable<KeyValuePair<string, DataValue>> data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var entries = await _client.OfferAsync(Id, data.Select(value => KeyValuePair.Create(Names.Check(value.Key), value.Value)), cancellationToken).ConfigureAwait(false);
        if (entries.FirstOrDefault(entry => entry.State == KeyState.Error) is { } refused) throw DataSpaceClient.Refused(Id, refused);
        return entries.ToDictionary(entry => entry.Key, entry => entry.Info.Size, StringComparer.Ordinal);
    }

    /// <summary>Has this worker forget values; those that it does not hold are ignored.</summary>
    /// <exception cref="WorkerRefusedException">It does not let this client delete one; the other ones are gone.</exception>
    /// <exception cref="NoPeerException">It is gone.</exception>
    public Task DeleteDataAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        _client.ForgetAtAsync(Id, [.. Names.Check(keys).Select(key => new DataEntry(key) { Code = DataCode.Deleted, Info = new(0, 0, "", ulong.MaxValue) })], cancellationToken);

    /// <summary>Has this worker compute a key from others, which it gets from their holders; the value stays there.</summary>
    /// <exception cref="ComputationFailedException">The function threw, or something that it needs cannot be had.</exception>
    /// <exception cref="NoPeerException">The worker is gone.</exception>
    public Task<DataPlace> ComputeAsync(string function, string key, ReadOnlyMemory<byte> arguments, IEnumerable<string> needed, CancellationToken cancellationToken = default) =>
        _client.ComputeAtAsync(Id, function, key, arguments, needed, cancellationToken);

    /// <summary>The keys that this worker holds.</summary>
    /// <exception cref="NoPeerException">It is gone.</exception>
    public Task<IReadOnlyList<DataFacts>> ListAsync(CancellationToken cancellationToken = default) => _client.ListAtAsync(Id, cancellationToken);
}
