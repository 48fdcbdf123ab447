using Spectre.Console;
using Spectre.Console.Rendering;

namespace AmlIpNet.Cli.Rendering;

/// <summary>The table of nodes.</summary>
internal static class StatusTableView
{
    public static IRenderable Render(IEnumerable<NodeStatus> nodes, DateTimeOffset now)
    {
        var table = Terminal.Table("Node", "Kind", "State", "Busy", "Done", "Failed", "Host", "Last seen");
        if (!System.Console.IsOutputRedirected) table.SimpleBorder(); // it fits into 80 columns
        foreach (var column in table.Columns.Where(column => column != table.Columns[^2])) column.NoWrap();
        foreach (var node in nodes.OrderBy(n => n.State == NodeState.Dropped).ThenBy(n => n.Kind).ThenBy(n => n.Id))
        {
            var load = node.Load;
            table.AddRow(
                Terminal.Text(node.Id.ToString()), Terminal.Text(Names.Of(node.Kind)), State(node),
                Terminal.Text(load is { Slots: > 0 } ? $"{load.Running}/{load.Slots}" : ""), Terminal.Text($"{load?.Done:N0}"), Terminal.Text($"{load?.Failed:N0}"), Terminal.Text(node.Host ?? load?.Host ?? ""),
                Terminal.Text(Ago(now - node.LastSeen)));
        }

        return table;
    }

    private static Text State(NodeStatus node) => node.State switch
    {
        not NodeState.Dropped when node.Load is { IsSuspected: true } => Terminal.Text("suspected", new Style(Color.Yellow)),
        not NodeState.Dropped when node.Load is { IsDraining: true, Slots: > 0 } => Terminal.Text("draining", new Style(Color.Yellow)),
        NodeState.Running => Terminal.Text("running", new Style(Color.Green)),
        NodeState.Dropped => Terminal.Text(node.IsLost ? "dropped (lost)" : "dropped", new Style(node.IsLost ? Color.Red : Color.Grey)),
        _ => Terminal.Text(Names.Of(node.State)),
    };

    private static string Ago(TimeSpan time) => time.TotalSeconds < 1 ? "now" : time.TotalMinutes < 2 ? $"{time.TotalSeconds:0} s ago" : $"{time.TotalMinutes:0} min ago";
}
