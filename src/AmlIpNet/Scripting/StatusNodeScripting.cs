namespace AmlIpNet;

/// <summary>The blocking face of a Status node, for scripts.</summary>
public static class StatusNodeScripting
{
    /// <summary>Calls <paramref name="report"/> for every node known and then for each change, until cancelled.</summary>
    public static void Watch(this StatusNode node, Action<NodeStatus> report, CancellationToken cancellationToken = default) =>
        WatchAsync(node, report, cancellationToken).GetAwaiter().GetResult();

    private static async Task WatchAsync(StatusNode node, Action<NodeStatus> report, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var status in node.WatchAsync(cancellationToken).ConfigureAwait(false)) report(status);
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
    }
}
