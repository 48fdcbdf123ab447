namespace AmlIpNet.Artifacts;

/// <summary>The guard knows its node's id, which the node has when it is there: until then nothing is let in or out, or done.</summary>
internal sealed class LateGuard : IDataGuard
{
    private const string NotReady = "the node is not ready";

    public ArtifactGuard? Inner { get; set; }

    public ValueTask<string?> RefuseReadAsync(DataRead read) => Inner?.RefuseReadAsync(read) ?? new(NotReady);

    public string? RefuseUse(DataUse use) => Inner is { } guard ? guard.RefuseUse(use) : NotReady;

    public string? RefusePut(string key, NodeId sender) => Inner is { } guard ? guard.RefusePut(key, sender) : NotReady;

    public string? RefuseDelete(string key, NodeId sender) => Inner is { } guard ? guard.RefuseDelete(key, sender) : NotReady;
}
