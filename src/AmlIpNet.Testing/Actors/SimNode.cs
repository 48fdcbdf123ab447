using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A participant: one process with one node.</summary>
internal abstract class SimNode(SimWorld world, int index, NodeId id, int life)
{
    private readonly Dictionary<(SimTopic, NodeId), SimWriter> _writers = [];
    private readonly Dictionary<NodeId, SimNode> _directory = [];
    private TimeSpan? _armed;

    public SimWorld World { get; } = world;

    public int Index { get; } = index;

    public NodeId Id { get; } = id;

    /// <summary>Which start of a node with this id it is; its incarnation.</summary>
    public int Life { get; } = life;

    /// <summary>Whether it is a node of ours.</summary>
    public abstract bool IsNative { get; }

    public abstract bool IsServer { get; }

    public bool IsAlive { get; set; } = true;

    public bool IsPaused { get; set; }

    public bool IsRunning => IsAlive && !IsPaused;

    public bool SaidGoodbye { get; set; }

    public TimeSpan PausedAt { get; set; }

    /// <summary>What happened to it while it was stopped.</summary>
    public List<Occurrence> Frozen { get; } = [];

    /// <summary>How it sees each other node, by their numbers.</summary>
    public List<SimView> Views { get; } = [];

    public IReadOnlyCollection<SimWriter> Writers => _writers.Values;

    public abstract TimeSpan? NextDue { get; }

    public SimView ViewOf(SimNode other) => Views[other.Index];

    /// <summary>Whether the participant of the node is known to this one.</summary>
    public bool Knows(NodeId node) => _directory.ContainsKey(node);

    public abstract bool Reads(SimTopic topic);

    /// <summary>Writes what it is and has, so that equal states give equal bytes.</summary>
    public abstract void SaveState(StateWriter writer);

    public virtual void Start() { }

    public abstract void OnSample(SimSample sample);

    public virtual void OnDispose() => World.Leave(this);

    public virtual void OnReaderMatched(SimLink link) { }

    public void OnFound(SimNode other)
    {
        bool isBack = _directory.Remove(other.Id);
        if (isBack && World.Profile.TellsOfReplacement) LoseNode(other.Id);
        _directory[other.Id] = other;
        FindNode(other);
        Rearm();
    }

    public void OnSuspected(SimNode other)
    {
        if (_directory.GetValueOrDefault(other.Id) == other) SuspectNode(other.Id);
        Rearm();
    }

    public void OnTrusted(SimNode other)
    {
        if (_directory.GetValueOrDefault(other.Id) == other) TrustNode(other.Id);
        Rearm();
    }

    public void OnLost(SimNode other)
    {
        if (_directory.GetValueOrDefault(other.Id) != other) return; // it is back in another participant
        _directory.Remove(other.Id);
        LoseNode(other.Id);
        if (IsNative) EndWriters(other.Id);
        Rearm();
    }

    // Nobody is there to read them. AML-IP keeps its writers.
    private void EndWriters(NodeId target)
    {
        foreach (var (key, writer) in _writers.Where(w => w.Key.Item2 == target).ToArray())
        {
            World.Close(writer);
            _writers.Remove(key);
        }
    }

    public void OnWake()
    {
        _armed = null;
        if (NextDue is { } due && due <= World.Now)
        {
            World.Note(this, 11, 0, $"looks at the clock");
            OnTime();
        }

        Rearm();
    }

    /// <summary>Sees to it that it is woken when it wants to be.</summary>
    public void Rearm()
    {
        if (World.Search is not null || !IsRunning || NextDue is not { } due || _armed <= due) return;
        _armed = due;
        World.Schedule(new(OccurrenceKind.Wake, Index), due);
    }

    protected abstract void OnTime();

    protected virtual void FindNode(SimNode other) { }

    protected virtual void SuspectNode(NodeId other) { }

    protected virtual void TrustNode(NodeId other) { }

    protected virtual void LoseNode(NodeId other) { }

    /// <summary>The writer of a topic; direct ones are made when they are first needed.</summary>
    protected SimWriter Writer(SimTopic topic, NodeId target = default)
    {
        if (_writers.TryGetValue((topic, target), out var writer)) return writer;
        writer = World.CreateWriter(this, topic, target);
        _writers.Add((topic, target), writer);
        return writer;
    }

    protected SimWriter? FindWriter(SimTopic topic, NodeId target) => _writers.GetValueOrDefault((topic, target));
}
