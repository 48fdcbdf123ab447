namespace AmlIpNet.Protocol;

// What servers said to a client that is gone. A request may have reached them and no healer, when its client died or before the healer joined.
public sealed partial class Healer
{
    private readonly SortedList<(NodeId Client, NodeId Server), uint> _replied = []; // the last task that each server replied to

    private void OnReply(TaskKey key, NodeId server)
    {
        if (!IsLost(key.Client)) return;
        _replied.Remove((key.Client, server));
        if (!_closed.Contains(key) && _replied.Count < _options.MaxRequests) _replied.Add((key.Client, server), key.Task);
    }

    private void CloseReplied(NodeId client, ICollection<HealerTarget> targets)
    {
        foreach (var (pair, task) in _replied)
        {
            var key = new TaskKey(client, task);
            if (pair.Client != client || _closed.Contains(key)) continue;
            targets.Add(new(key));
            Healed++;
            Close(key);
        }

        ForgetReplies(client);
    }

    private void ForgetReplies(NodeId client)
    {
        for (int i = _replied.Count - 1; i >= 0; i--)
        {
            if (_replied.Keys[i].Client == client) _replied.RemoveAt(i);
        }
    }
}
