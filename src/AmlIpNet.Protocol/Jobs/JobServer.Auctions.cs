namespace AmlIpNet.Protocol;

// Auctions of AML-IP clients, on the slots that native work leaves.
public sealed partial class JobServer
{
    private readonly List<ServerAction> _auctionActions = [];
    private readonly List<(TaskKey Key, TimeSpan Until)> _auctionOrphans = []; // running for a client that is gone; in the order of their loss
    private int _nativeTurns;
    private (int Capacity, int Reserved) _auctionShare;

    /// <summary>The clients that have been answered in an auction and whose target is awaited.</summary>
    public IEnumerable<NodeId> AwaitedClients() => _auctions.AwaitedClients();

    private static TaskKey AuctionKey(ExecutionKey key) => new(key.Client, (uint)key.Task);

    // What an answered client may still send counts as taken: it cannot be refused.
    private int Room => State == ServerState.Left ? 0 : Slots - _running - _auctions.Holding;

    private bool IsAuctionsTurn => _nativeTurns >= _options.NativeTurns && _auctions.IsAnswering && _auctions.PendingRequests > 0;

    // Free slots go to kept native attempts, and to auctions when there is none, or when they have waited for long enough.
    private void Share(TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (IsAuctionsTurn) Offer(now, actions);
        StartKept(now, actions);
        Offer(now, actions);
    }

    private void Offer(TimeSpan now, ICollection<JobServerAction> actions)
    {
        int capacity = State == ServerState.Left ? 0 : Math.Max(0, Slots - _running);
        int reserved = IsAuctionsTurn ? Math.Max(0, Room - 1) : Startable;
        if (_auctionShare == (capacity, reserved)) return;
        _auctionShare = (capacity, reserved);
        _auctions.Reserved = reserved;
        Auction(ServerEvent.SetCapacity(capacity), now, actions);
    }

    private void OnRequest(ExecutionKey key, TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (_clients.ContainsKey(key.Client)) return; // it assigns straight to this server
        HearAuctionClient(key.Client);
        Auction(ServerEvent.Request(key.Client, (uint)key.Task), now, actions);
    }

    private void OnTarget(ExecutionKey key, NodeId server, TimeSpan now, ICollection<JobServerAction> actions)
    {
        HearAuctionClient(key.Client);
        Auction(ServerEvent.Target(key.Client, (uint)key.Task, server), now, actions);
    }

    private void OnData(ExecutionKey key, NodeId server, TimeSpan now, ICollection<JobServerAction> actions)
    {
        HearAuctionClient(key.Client);
        Auction(ServerEvent.Data(key.Client, (uint)key.Task, server), now, actions);
    }

    private void OnAuctionEnded(ExecutionKey key, bool solved, TimeSpan now, ICollection<JobServerAction> actions)
    {
        _auctionOrphans.RemoveAll(orphan => orphan.Key == AuctionKey(key));
        _hasEnded = true;
        Auction(solved ? ServerEvent.Solved(AuctionKey(key)) : ServerEvent.Failed(AuctionKey(key)), now, actions);
    }

    private void OnAuctionClientLost(NodeId client, TimeSpan now, ICollection<JobServerAction> actions) =>
        Auction(ServerEvent.ClientLost(client), now, actions);

    private void HearAuctionClient(NodeId client)
    {
        if (_auctionOrphans.Count > 0) _auctionOrphans.RemoveAll(orphan => orphan.Key.Client == client);
    }

    private void OnGuarded(bool guarded, TimeSpan now, ICollection<JobServerAction> actions)
    {
        _isGuarded = guarded;
        AnswerOrNot(now, actions);
    }

    private void AnswerOrNot(TimeSpan now, ICollection<JobServerAction> actions) =>
        Auction(ServerEvent.SetAnswering(State == ServerState.Open && !_isGuarded), now, actions);

    private void Auction(in ServerEvent input, TimeSpan now, ICollection<JobServerAction> actions)
    {
        _auctions.Handle(input, now, _auctionActions);
        foreach (var action in _auctionActions) Translate(action, now, actions);
        _auctionActions.Clear();
    }

    private void Translate(in ServerAction action, TimeSpan now, ICollection<JobServerAction> actions)
    {
        var key = new ExecutionKey(action.Key.Client, action.Key.Task, IsAuction: true);
        switch (action.Kind)
        {
            case ServerActionKind.SendReply:
                _nativeTurns = 0;
                actions.Add(new(JobServerActionKind.SendReply, key));
                break;
            case ServerActionKind.Keep: actions.Add(new(JobServerActionKind.Keep, key)); break;
            case ServerActionKind.Start: actions.Add(new(JobServerActionKind.Start, key)); break;
            case ServerActionKind.SendSolution: actions.Add(new(JobServerActionKind.SendSolution, key)); break;
            case ServerActionKind.DropSample: actions.Add(new(JobServerActionKind.DropSample, key)); break;
            case ServerActionKind.Abandon when !_auctions.IsRunning(action.Key): actions.Add(new(JobServerActionKind.Forget, key)); break;
            case ServerActionKind.Abandon:
                Orphan(action.Key, now + _options.OrphanGrace);
                break;
            default: throw new InvalidOperationException($"The auction's action {action.Kind} is not known here.");
        }
    }

    private void Orphan(TaskKey key, TimeSpan until)
    {
        if (!_auctionOrphans.Exists(orphan => orphan.Key == key)) _auctionOrphans.Add((key, until));
    }

    private void CancelAuctionOrphans(TimeSpan now, ICollection<JobServerAction> actions)
    {
        while (_auctionOrphans.Count > 0 && _auctionOrphans[0].Until <= now)
        {
            var key = _auctionOrphans[0].Key;
            _auctionOrphans.RemoveAt(0);
            actions.Add(new(JobServerActionKind.CancelHandler, new(key.Client, key.Task, IsAuction: true)));
        }
    }
}
