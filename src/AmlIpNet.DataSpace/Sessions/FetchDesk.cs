using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>
/// Brings values to a client: runs a <see cref="Fetcher"/>, and tells those who wait. Several calls may want one key. A desk asks the Center who has what, or
/// always the same worker. Lives on the participant's loop.
/// </summary>
internal sealed class FetchDesk(NodeHost host, FetchOptions options, DataLinks links, Centers centers, DataAddress? source = null)
{
    private readonly Fetcher _fetcher = new(options, DataAddress.Client(host.Id));
    private readonly PartBuffers _buffers = new();
    private readonly Dictionary<string, Wanted> _wanted = [];
    private readonly List<DataAction> _actions = [];
    private byte[] _part = [];
    private ulong _requests;

    public TimeSpan? NextDue => _fetcher.NextDue;

    public bool IsIdle => _wanted.Count == 0;

    /// <summary>Wants a value.</summary>
    /// <returns>The value, or why it cannot be had.</returns>
    public Task<Fetched> Want(string key, TimeSpan now)
    {
        if (!_wanted.TryGetValue(key, out var wanted)) _wanted.Add(key, wanted = new Wanted());
        wanted.Count++;
        _fetcher.Want(key, source, null, now, _actions);
        Do(now);
        return wanted.Done.Task;
    }

    /// <summary>One of those who wanted it wants it no more.</summary>
    public void Leave(string key, TimeSpan now)
    {
        if (!_wanted.TryGetValue(key, out var wanted) || --wanted.Count > 0) return;
        _wanted.Remove(key);
        _fetcher.Cancel(key, now, _actions);
        Do(now);
    }

    public void OnPart(in DataPartMessage part, byte[] bytes, TimeSpan now)
    {
        _part = bytes;
        if (part.Code == DataCode.Ok) _fetcher.OnPart(part.Sender, part.Key, part.Info, part.Offset, part.PartSize, now, _actions);
        else _fetcher.OnRefused(part.Sender, part.Key, part.Code, now, _actions);
        Do(now);
        _part = [];
    }

    public void OnAnswer(DataEntry entry, bool isSettled, TimeSpan now)
    {
        _fetcher.OnAnswer(Centers.WhoAreThere(host, entry), isSettled, now, _actions);
        Do(now);
    }

    public void OnNodeLost(NodeId node, TimeSpan now)
    {
        _fetcher.OnNodeLost(node, now, _actions);
        Do(now);
    }

    public void OnTime(TimeSpan now)
    {
        _fetcher.OnTime(now, _actions);
        Do(now);
    }

    /// <summary>Ends all calls: nothing comes any more.</summary>
    public void Close(Exception error)
    {
        foreach (var wanted in _wanted.Values) wanted.Done.TrySetException(error);
        _wanted.Clear();
    }

    private void Do(TimeSpan now)
    {
        for (int i = 0; i < _actions.Count; i++)
        {
            var action = _actions[i];
            switch (action.Kind)
            {
                case DataActionKind.AskHolders:
                    if (centers.Primary is { } center) links.Add(DataAddress.Center(center), DataKind.Ask, new DataEntry(action.Key), Ask | ++_requests);
                    break;
                case DataActionKind.AskPart: links.Add(action.To, DataKind.Get, new DataEntry(action.Key) { Offset = (ulong)action.Offset, Length = (uint)action.Length, Info = action.Info }); break;
                case DataActionKind.Accept: _buffers.Accept(action, _part); break;
                case DataActionKind.Drop: _buffers.Drop(action.Key); break;
                case DataActionKind.Complete: Complete(action, now); break;
                case DataActionKind.GiveUp: End(action.Key, new Fetched(null, action.Entry)); break;
            }
        }

        _actions.Clear();
    }

    private void Complete(in DataAction action, TimeSpan now)
    {
        byte[] bytes = _buffers.Take(action.Key);
        if (!Digests.Fits(bytes, action.Info))
        {
            DataLog.Corrupt(host.Logger, action.Key, action.To.Node);
            _fetcher.Corrupt(action.Key, now, _actions);
            return;
        }

        _fetcher.Done(action.Key, now, _actions);
        End(action.Key, new Fetched(new DataValue(bytes, action.Info.ContentType), null));
    }

    private void End(string key, Fetched fetched)
    {
        if (_wanted.Remove(key, out var wanted)) wanted.Done.TrySetResult(fetched);
    }

    /// <summary>Marks the numbers of questions for holders, whose answers go to a desk.</summary>
    public const ulong Ask = 1ul << 63;

    /// <summary>A value, or why it cannot be had.</summary>
    internal readonly record struct Fetched(DataValue? Value, DataEntry? Error);

    private sealed class Wanted
    {
        public readonly TaskCompletionSource<Fetched> Done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Count;
    }
}
