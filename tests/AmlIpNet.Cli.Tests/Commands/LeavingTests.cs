using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>However a Computing node ends, nothing that it started stays behind.</summary>
public sealed class LeavingTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task An_idle_node_leaves_by_Ctrl_C()
    {
        await using var compute = _amlip.Start("compute", "--exec", "cat");
        await Wait.Until(() => compute.Errors.Contains("takes jobs on domain"), "the node's greeting", seen: () => compute.Errors);
        compute.Interrupt();
        Assert.Equal(130, await compute.WaitForExitAsync());
        Assert.Contains("leaves: 0 jobs solved", compute.Errors);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_a_busy_node_at_once_with_all_that_it_started()
    {
        await using var compute = await StartBusyAsync();
        compute.Interrupt();
        compute.Interrupt();
        Assert.Equal(130, await compute.WaitForExitAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Kill_9_leaves_no_orphan()
    {
        await using var compute = await StartBusyAsync();
        compute.Kill();
        Assert.Equal(137, await compute.WaitForExitAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_a_command_leaves_in_the_background_ends_with_its_job()
    {
        await using var compute = _amlip.Start("compute", "--exec", $"sleep 987654 & echo $! > {_amlip.PathOf("background")}; echo solved");
        var sent = await _amlip.RunAsync(["job", "send", "-"], "job");
        Assert.Equal(["solved"], sent.Lines);
        var background = int.Parse(File.ReadAllText(_amlip.PathOf("background")));
        await Wait.Until(() => !Posix.IsAlive(background), "the end of the background process");
    }

    [Fact]
    public async Task A_process_that_leaves_the_group_and_keeps_the_output_open_does_not_hold_the_job()
    {
        await using var compute = _amlip.Start(
            "compute", "--exec", $"setsid sleep 987654 & echo $! >> {_amlip.PathOf("escaped")}; sleep 0.2; echo solved");
        var sent = await _amlip.RunAsync(["job", "send", "-", "--attempts", "1"], "job");
        foreach (var escaped in File.ReadAllLines(_amlip.PathOf("escaped"))) Posix.Kill(int.Parse(escaped));
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("keeps its output open", sent.Errors);
    }

    [Fact]
    public async Task A_job_that_its_client_gives_up_is_killed()
    {
        await using var compute = Busy();
        await using var send = _amlip.Start("job", "send", _amlip.PathOf("job"), "--timeout", "3");
        await Wait.Until(IsBusy, "the job's processes", seen: () => compute.Errors);
        send.Kill();
        await NothingIsLeftAsync();
        Assert.True(Posix.IsAlive(compute.Id));
    }

    private ChildProcess Busy()
    {
        File.WriteAllText(_amlip.PathOf("job"), "job");
        // A shell, and a child of it: both must go.
        return _amlip.Start("compute", "--exec", $"sleep 9{_amlip.Domain}1 & echo $$ $! > {_amlip.PathOf("new")}; mv {_amlip.PathOf("new")} {_amlip.PathOf("processes")}; wait");
    }

    private async Task<ChildProcess> StartBusyAsync()
    {
        var compute = Busy();
        await using var send = _amlip.Start("job", "send", _amlip.PathOf("job"));
        await Wait.Until(IsBusy, "the job's processes", seen: () => compute.Errors);
        return compute;
    }

    private bool IsBusy() => File.Exists(_amlip.PathOf("processes"));

    private async Task NothingIsLeftAsync()
    {
        foreach (var id in File.ReadAllText(_amlip.PathOf("processes")).Split(' ').Select(int.Parse))
            await Wait.Until(() => !Posix.IsAlive(id), $"the end of process {id}");
    }
}
