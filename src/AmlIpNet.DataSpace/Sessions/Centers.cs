using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>The Centers that are there. All know the same; the one with the lowest id is asked. Lives on the participant's loop.</summary>
internal sealed class Centers(NodeHost host, Action changed)
{
    private readonly SortedSet<NodeId> _present = [];

    /// <summary>The one that is asked; null when there is none.</summary>
    public NodeId? Primary => _present.Count > 0 ? _present.Min : null;

    public IReadOnlyCollection<NodeId> Present => _present;

    public void Add(NodeId center)
    {
        var before = Primary;
        if (_present.Add(center) && Primary != before) Change();
    }

    public void Remove(NodeId center)
    {
        var before = Primary;
        if (_present.Remove(center) && Primary != before) Change();
    }

    private void Change()
    {
        if (Primary is { } center) DataLog.CenterChanged(host.Logger, center);
        else DataLog.NoCenter(host.Logger);
        changed();
    }

    /// <summary>Of the holders that a Center names those that are there.</summary>
    public static DataEntry WhoAreThere(NodeHost host, DataEntry entry) =>
        entry.State == KeyState.Memory ? entry with { Nodes = [.. entry.Nodes.Where(node => node == host.Id || host.Directory.IsPresent(node))] } : entry;
}
