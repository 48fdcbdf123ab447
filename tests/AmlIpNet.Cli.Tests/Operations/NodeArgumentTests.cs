using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Commands;
using AmlIpNet.Cli.Operations;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Tests.Operations;

/// <summary>Sources and operations as a user writes them.</summary>
public sealed class NodeArgumentTests
{
    [Fact]
    public void A_source_is_a_name_and_a_file_that_is_there()
    {
        string file = typeof(NodeArgumentTests).Assembly.Location;
        Assert.Equal([new DataSource("x", file, true)], SourceArgument.Read([$"x={file}"], "--replica", isReplica: true));
        Assert.Contains("write NAME=FILE", Assert.Throws<BadInputException>(() => SourceArgument.Read(["x"], "--source", false).ToList()).Message);
        Assert.Contains("is missing: give the path", Assert.Throws<BadInputException>(() => SourceArgument.Read(["x=no/such/file"], "--source", false).ToList()).Message);
    }

    [Fact]
    public void Every_node_has_the_built_in_operations_and_the_users_commands_besides()
    {
        using var operations = new NodeOperations(["mine=true"], 10);
        foreach (string name in new[] { "csv.load", "count", "mean.step", "aml.train", "mine" }) Assert.Contains(name, operations.All);
        Assert.Contains("is there already", Assert.Throws<BadInputException>(() => new NodeOperations(["count=true"], 10)).Message);
    }
}
