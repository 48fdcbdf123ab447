namespace AmlIpNet.Dds.Tests;

public sealed class ChildProcessTests
{
    [UnixFact]
    public async Task Lines_go_in_and_out_a_stopped_process_waits_and_a_killed_one_is_gone()
    {
        await using var child = ChildProcess.Start("cat", []);
        await child.Input.WriteLineAsync("one");
        await child.Input.FlushAsync();
        Assert.Equal("one", await child.WaitForLineAsync(_ => true, "the first line"));
        Assert.True(child.ResidentBytes > 100_000, $"cat uses {child.ResidentBytes} bytes");
        child.Stop();
        await child.Input.WriteLineAsync("two");
        await child.Input.FlushAsync();
        var late = await Assert.ThrowsAsync<TimeoutException>(() => child.WaitForLineAsync(_ => true, "a line of a stopped process", TimeSpan.FromMilliseconds(100)));
        Assert.Contains($"a line of a stopped process, from cat ({child.Id})", late.Message);
        child.Continue();
        Assert.Equal("two", await child.WaitForLineAsync(_ => true, "the second line"));
        child.Kill();
        Assert.Equal(128 + 9, await child.WaitForExitAsync());
    }

    [UnixFact]
    public async Task A_process_that_ends_without_the_line_is_an_error_with_its_last_words()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "echo some; echo \"$WORD\" >&2; exit 3"], [new("WORD", "sorry")]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLineAsync(line => line == "other", "the line 'other'"));
        Assert.Contains("ended with 3 without the line 'other'. Standard error: sorry", error.Message);
    }

    [UnixFact]
    public async Task Disposing_ends_it()
    {
        var child = ChildProcess.Start("sh", ["-c", "cat & wait"]);
        int id = child.Id;
        await child.DisposeAsync();
        Assert.ThrowsAny<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(id));
    }
}
