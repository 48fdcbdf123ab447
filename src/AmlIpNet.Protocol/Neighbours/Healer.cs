namespace AmlIpNet.Protocol;

/// <summary>
/// Frees the AML-IP servers of a client that died, as a pure state machine: an AML-IP server that answered a request waits for its target without a
/// time limit, so a target that names nobody is published for each request that a dead client left open. The last targets that the client
/// itself published are repeated as they were, for servers that missed them when it died.
/// <para>Every AmlIpNet node may heal. The one with the lowest id does; each further one waits a step longer, and finds the requests closed,
/// unless those before it joined too late to know of them.</para>
/// </summary>
public sealed partial class Healer
{
    private readonly HealerOptions _options;
    private readonly LinkedList<TaskKey> _open = new(); // in the order in which they were heard
    private readonly Dictionary<TaskKey, LinkedListNode<TaskKey>> _openByKey = [];
    private readonly BoundedSet<TaskKey> _closed;
    private readonly List<(NodeId Client, TimeSpan At)> _lost = []; // in the order of their loss
    private readonly SortedSet<NodeId> _healers = [];

    /// <summary>A healer that knows of nobody.</summary>
    /// <param name="id">The id of its node.</param>
    /// <param name="options">Bounds and patience.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its bounds.</exception>
    public Healer(NodeId id, HealerOptions? options = null)
    {
        Id = id;
        _options = (options ?? new HealerOptions()).Validated();
        _closed = new(_options.TaskMemory);
    }

    /// <summary>The id of its node.</summary>
    public NodeId Id { get; }

    /// <summary>Requests heard whose target has not been seen.</summary>
    public int OpenRequests => _open.Count;

    /// <summary>Requests closed by this healer.</summary>
    public long Healed { get; private set; }

    /// <summary>Requests forgotten because <see cref="HealerOptions.MaxRequests"/> was reached.</summary>
    public long ForgottenRequests { get; private set; }

    /// <summary>Lost clients forgotten because <see cref="HealerOptions.MaxLost"/> was reached.</summary>
    public long ForgottenClients { get; private set; }

    /// <summary>Targets of dead clients repeated by this healer.</summary>
    public long Repeated { get; private set; }

    /// <summary>When to send the next <see cref="HealerEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue => _lost.Count > 0 ? _lost[0].At + Patience : null;

    /// <summary>Takes one event and adds what is to be published to <paramref name="targets"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="targets">Receives each TASK_TARGET that is to be published, in this order.</param>
    public void Handle(in HealerEvent input, TimeSpan now, ICollection<HealerTarget> targets)
    {
        switch (input.Kind)
        {
            case HealerEventKind.Request: OnRequest(new(input.Node, input.Task)); break;
            case HealerEventKind.Target: OnTarget(new(input.Node, input.Task), input.Server); break;
            case HealerEventKind.NodeFound: OnNodeFound(input.Node); break;
            case HealerEventKind.NodeLost: OnNodeLost(input.Node, now); break;
            case HealerEventKind.HealerFound: _healers.Add(input.Node); break;
            case HealerEventKind.Reply: OnReply(new(input.Node, input.Task), input.Server); break;
            case HealerEventKind.Time: break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "Unknown event.");
        }

        while (NextDue <= now) Heal(targets);
    }

    // Those before this one have had their time.
    private TimeSpan Patience => _options.Grace + (_options.Step * _healers.GetViewBetween(NodeId.Undefined, Id).Count(healer => healer != Id));

    private void OnRequest(TaskKey key)
    {
        if (_closed.Contains(key) || _openByKey.ContainsKey(key)) return;
        if (_open.Count >= _options.MaxRequests)
        {
            Forget(_open.First!.Value);
            ForgottenRequests++;
        }

        _openByKey.Add(key, _open.AddLast(key));
    }

    private void OnNodeFound(NodeId node)
    {
        if (_lost.RemoveAll(lost => lost.Client == node) > 0) ForgetReplies(node);
    }

    private void OnNodeLost(NodeId node, TimeSpan now)
    {
        _healers.Remove(node);
        if (IsLost(node)) return;
        if (_lost.Count >= _options.MaxLost)
        {
            ForgetReplies(_lost[0].Client);
            _lost.RemoveAt(0);
            ForgottenClients++;
        }

        _lost.Add((node, now)); // even without requests: one may still be on its way through the reader
    }

    /// <summary>Whether the node is gone, and what it left open has not been closed yet.</summary>
    public bool IsLost(NodeId node) => _lost.Count > 0 && _lost.Exists(lost => lost.Client == node);

    private void Heal(ICollection<HealerTarget> targets)
    {
        var client = _lost[0].Client;
        _lost.RemoveAt(0);
        Repeat(client, targets); // they were for earlier requests
        for (var node = _open.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Client == client)
            {
                targets.Add(new(node.Value));
                Healed++;
                Close(node.Value);
            }

            node = next;
        }

        CloseReplied(client, targets);
    }

    private void Close(TaskKey key)
    {
        _closed.Add(key);
        Forget(key);
    }

    private void Forget(TaskKey key)
    {
        if (_openByKey.Remove(key, out var node)) _open.Remove(node);
    }
}
