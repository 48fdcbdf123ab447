namespace AmlIpNet.Protocol;

// What is remembered: attempts in the order of their arrival, clients in the order in which they were last heard.
public sealed partial class JobServer
{
    private readonly Dictionary<ExecutionKey, Attempt> _attempts = [];
    private readonly Dictionary<NodeId, Client> _clients = [];
    private readonly LinkedList<Client> _byHeard = new();
    private readonly List<Client> _lost = []; // in the order of their loss
    private readonly Stack<Attempt> _pool = new();
    private Attempt? _first;
    private Attempt? _last;
    private int _running;
    private int _kept;
    private ulong _turn;
    private bool _roomChanged;

    private Attempt Hold(Client client, in JobServerEvent work, TimeSpan now)
    {
        if (!_pool.TryPop(out var attempt)) attempt = new Attempt();
        attempt.Key = work.Key;
        attempt.Client = client;
        attempt.Job = work.Job;
        attempt.Priority = work.Priority;
        attempt.ArrivedAt = now;
        attempt.Deadline = work.TimeLeft is { } left && left < TimeSpan.MaxValue - now ? now + left : TimeSpan.MaxValue;
        _attempts.Add(work.Key, attempt);
        Append(attempt);
        client.Held++;
        client.Kept++;
        _kept++;
        _roomChanged = true;
        Watch(attempt);
        return attempt;
    }

    private void Append(Attempt attempt)
    {
        attempt.Previous = _last;
        if (_last is null) _first = attempt;
        else _last.Next = attempt;
        _last = attempt;
    }

    private void Release(Attempt attempt)
    {
        var client = attempt.Client;
        client.Held--;
        if (attempt.IsRunning)
        {
            _running--;
        }
        else
        {
            client.Kept--;
            _kept--;
            _roomChanged = true;
        }

        _attempts.Remove(attempt.Key);
        if (_attempts.Count == 0) _attemptsDue = TimeSpan.MaxValue;
        if (attempt.Previous is null) _first = attempt.Next;
        else attempt.Previous.Next = attempt.Next;
        if (attempt.Next is null) _last = attempt.Previous;
        else attempt.Next.Previous = attempt.Previous;
        attempt.Clear();
        _pool.Push(attempt);
    }

    private enum Told : byte
    {
        Nothing = 0,
        Accepted = 1,
        Started = 2,
    }

    private sealed class Attempt
    {
        public ExecutionKey Key;
        public Client Client = null!;
        public ulong Job;
        public int Priority;
        public TimeSpan ArrivedAt;
        public TimeSpan StartedAt;
        public TimeSpan Deadline; // MaxValue: none, or it was met
        public TimeSpan ProgressAt; // when the next progress may be told
        public Told Told;
        public RefusalReason Reason; // why its handler was cancelled
        public bool IsRunning;
        public bool IsVoid; // nobody wants to hear of its end
        public bool HasProgress; // told by the handler and not yet to the client
        public Attempt? Previous;
        public Attempt? Next;

        /// <summary>When something is to be told or done about it.</summary>
        public TimeSpan Due(JobServerOptions options)
        {
            if (IsVoid || Reason != RefusalReason.None) return TimeSpan.MaxValue;
            var due = Deadline;
            if (Told == Told.Nothing) due = Earlier(due, ArrivedAt + options.TellAfter);
            else if (Told == Told.Accepted && IsRunning) due = Earlier(due, StartedAt + options.TellAfter);
            return HasProgress ? Earlier(due, ProgressAt) : due;
        }

        public void Clear()
        {
            Client = null!;
            Previous = Next = null;
            (StartedAt, ProgressAt, Told, Reason) = (default, default, default, default);
            IsRunning = IsVoid = HasProgress = false;
        }
    }

    private sealed class Client
    {
        public readonly NodeId Id;
        public readonly LinkedListNode<Client> Node;
        public ulong Incarnation;
        public ulong LastTask;
        public bool HasTask;
        public int Held;
        public int Kept;
        public ulong ServedAt; // in turns: the one with the lowest is served next
        public bool ThinksBusy;
        public bool IsLost;
        public TimeSpan LostUntil;

        public Client(NodeId id)
        {
            Id = id;
            Node = new(this);
        }
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
