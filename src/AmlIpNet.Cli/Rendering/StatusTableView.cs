using Spectre.Console;
using Spectre.Console.Rendering;

namespace AmlIpNet.Cli.Rendering;

/// <summary>The table of nodes.</summary>
internal static class StatusTableView
{
    public static IRenderable Render(IEnumerable<NodeStatus> nodes, DateTimeOffset now)
    {
        var table = Terminal.Table("Node", "Kind", "State", "Slots busy", "Done", "Failed", "Host", "Last seen");
        table.Columns[0].NoWrap();
        foreach (var node in nodes.OrderBy(n => n.State == NodeState.Dropped).ThenBy(n => n.Kind).ThenBy(n => n.Id))
        {
            var load = node.Load;
            table.AddRow(
                new Text(node.Id.ToString()), new Text(Names.Of(node.Kind)), State(node),
                new Text(load is null ? "" : $"{load.Running}/{load.Slots}"), new Text($"{load?.Done:N0}"), new Text($"{load?.Failed:N0}"), new Text(node.Host ?? load?.Host ?? ""),
                new Text(Ago(now - node.LastSeen)));
        }

        return table;
    }

    private static Text State(NodeStatus node) => node.State switch
    {
        not NodeState.Dropped when node.Load is { IsSuspected: true } => new Text("suspected", new Style(Color.Yellow)),
        not NodeState.Dropped when node.Load is { IsDraining: true, Slots: > 0 } => new Text("draining", new Style(Color.Yellow)),
        NodeState.Running => new Text("running", new Style(Color.Green)),
        NodeState.Dropped => new Text(node.IsLost ? "dropped (lost)" : "dropped", new Style(node.IsLost ? Color.Red : Color.Grey)),
        _ => new Text(Names.Of(node.State)),
    };

    private static string Ago(TimeSpan time) => time.TotalSeconds < 1 ? "now" : time.TotalMinutes < 2 ? $"{time.TotalSeconds:0} s ago" : $"{time.TotalMinutes:0} min ago";
}
