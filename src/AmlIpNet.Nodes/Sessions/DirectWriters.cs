using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes;

/// <summary>The writers to single nodes, one a node, made when they are first needed. Bounded: beyond the bound the one unused for the longest goes, one with nothing
/// unsent if there is any.</summary>
internal sealed class DirectWriters(
    IDomainParticipant participant, Func<NodeId, Topic> topic, EndpointQos qos, int capacity, ILogger logger) : IDisposable
{
    private readonly Dictionary<NodeId, LinkedListNode<Entry>> _byNode = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>Samples that wait in all of them.</summary>
    public int Pending => _byUse.Sum(entry => entry.Queue.Count);

    /// <summary>All of them.</summary>
    public IEnumerable<WriterQueue> All => _byUse.Select(entry => entry.Queue);

    /// <summary>The writer to a node.</summary>
    public WriterQueue Get(NodeId node)
    {
        if (_byNode.TryGetValue(node, out var known))
        {
            if (known != _byUse.Last)
            {
                _byUse.Remove(known);
                _byUse.AddLast(known);
            }

            return known.Value.Queue;
        }

        if (_byNode.Count >= capacity) Remove((_byUse.FirstOrDefault(entry => entry.Queue.Count == 0) is { Queue: not null } idle ? idle : _byUse.First!.Value).Node);
        var queue = new WriterQueue(participant, topic(node), qos, logger, needsReader: true);
        _byNode.Add(node, _byUse.AddLast(new Entry(node, queue)));
        return queue;
    }

    /// <summary>The writer to a node, if there is one.</summary>
    public WriterQueue? Find(NodeId node) => _byNode.GetValueOrDefault(node)?.Value.Queue;

    /// <summary>Of writers of work: asks a server that is silent for a sign of life. Cyclone DDS takes a writer for alive again only when it writes, however
    /// much else its participant sends; a server without work has nothing to write.</summary>
    public void Probe(NodeId server, NodeId asker)
    {
        Span<byte> header = stackalloc byte[WorkMessage.GetLargestSize()];
        Get(server).Send(header[..WorkMessage.ProbeBy(asker).Write(header)]);
    }

    /// <summary>Ends the writer to a node that is gone, and what waits in it.</summary>
    public void Remove(NodeId node)
    {
        if (!_byNode.Remove(node, out var entry)) return;
        _byUse.Remove(entry);
        entry.Value.Queue.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _byUse) entry.Queue.Dispose();
        _byUse.Clear();
        _byNode.Clear();
    }

    private readonly record struct Entry(NodeId Node, WriterQueue Queue);
}
