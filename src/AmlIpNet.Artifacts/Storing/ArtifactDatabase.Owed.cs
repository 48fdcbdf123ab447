using Microsoft.Data.Sqlite;

namespace AmlIpNet.Artifacts;

// What workers have still to be told: it is stored with the step that it follows from, and taken away when they have heard it.
internal sealed partial class ArtifactDatabase
{
    private const int MaxOwed = 100_000; // the oldest of more are dropped: most are for nodes that will never come back

    private const string OwedSchema = """
        CREATE TABLE IF NOT EXISTS owed (
          number INTEGER PRIMARY KEY AUTOINCREMENT, node BLOB NOT NULL, artifact TEXT NOT NULL, resource TEXT NOT NULL, UNIQUE (node, artifact, resource)) STRICT;
        """;

    /// <summary>What a node has not been told yet, the oldest first.</summary>
    public IReadOnlyList<Owed> OwedTo(NodeId node) => Read("SELECT artifact, resource FROM owed WHERE node = $node ORDER BY number",
        row => new Owed(node, row.GetString(0), row.GetString(1)), ("$node", node.ToByteString().ToByteArray()));

    /// <summary>A node has heard it.</summary>
    public void Settle(Owed owed) => InTransaction(connection => Execute(connection, "DELETE FROM owed WHERE node = $node AND artifact = $artifact AND resource = $resource",
        ("$node", owed.Node.ToByteString().ToByteArray()), ("$artifact", owed.Artifact), ("$resource", owed.Resource)));

    private static void Write(SqliteConnection connection, IReadOnlyCollection<Owed> owed)
    {
        foreach (var one in owed)
            Execute(connection, "INSERT OR IGNORE INTO owed (node, artifact, resource) VALUES ($node, $artifact, $resource)",
                ("$node", one.Node.ToByteString().ToByteArray()), ("$artifact", one.Artifact), ("$resource", one.Resource));
        if (owed.Count > 0) Execute(connection, "DELETE FROM owed WHERE number <= (SELECT max(number) FROM owed) - $most", ("$most", (long)MaxOwed));
    }
}
