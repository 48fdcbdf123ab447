namespace AmlIpNet.Testing;

/// <summary>A writer with its history, and what its node could not write yet.</summary>
internal sealed class SimWriter(SimNode owner, SimTopic topic, NodeId target, int keepLast, int durable)
{
    public SimNode Owner { get; } = owner;

    public SimTopic Topic { get; } = topic;

    /// <summary>Of a direct topic: whose it is.</summary>
    public NodeId Target { get; } = target;

    /// <summary>How many samples may be under way to a reader before the oldest is overwritten.</summary>
    public int KeepLast { get; } = keepLast;

    /// <summary>How many samples a late joiner is sent.</summary>
    public int Durable { get; } = durable;

    public List<SimLink> Links { get; } = [];

    public List<SimSample> History { get; } = [];

    public LinkedList<SimSample> Unsent { get; } = new();

    public long Written { get; set; }

    public bool IsClosed { get; set; }
}

/// <summary>A writer and one reader of it: what is under way, and what each side knows of the other.</summary>
internal sealed class SimLink(int index, SimWriter writer, SimNode reader)
{
    public int Index { get; } = index;

    public SimWriter Writer { get; } = writer;

    public SimNode Reader { get; } = reader;

    public Queue<(SimSample Sample, TimeSpan Ready)> UnderWay { get; } = new();

    /// <summary>The writer has discovered the reader.</summary>
    public bool WriterMatched { get; set; }

    /// <summary>The reader has discovered the writer.</summary>
    public bool ReaderMatched { get; set; }

    public int WriterGeneration { get; set; }

    public int ReaderGeneration { get; set; }

    /// <summary>The number of the last sample that the reader took: what it has seen is not given to it again.</summary>
    public long Taken { get; set; }

    public TimeSpan LastReady { get; set; }

    public bool IsScheduled { get; set; }
}
