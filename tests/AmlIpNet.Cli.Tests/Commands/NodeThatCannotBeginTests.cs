namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>A node of artifacts that cannot do its work does not stay as if it could.</summary>
public sealed class NodeThatCannotBeginTests
{
    [LinuxFact]
    public async Task A_worker_with_a_source_that_cannot_be_read_ends_with_code_2()
    {
        using var amlip = new AmlIp();
        var result = await amlip.RunAsync(["artifact", "worker", "--name", "alice", "--source", "rows=/proc/self/mem"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot do its work", result.Errors, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_scheduler_with_a_source_that_cannot_be_read_ends_with_code_2()
    {
        using var amlip = new AmlIp();
        var result = await amlip.RunAsync(["artifact", "scheduler", "--database", amlip.PathOf("jobs.db"), "--source", "rows=/proc/self/mem"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot do its work", result.Errors, StringComparison.Ordinal);
    }
}
