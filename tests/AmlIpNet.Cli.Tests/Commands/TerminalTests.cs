using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>What a terminal gets: the program runs on a pseudo-terminal, which util-linux's <c>script</c> makes.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    public async Task Colours_are_for_terminals_and_NO_COLOR_takes_them_away(string variable, bool coloured)
    {
        string text = await RunAsync($"{variable} $amlip doctor --wait 0.5 $net");
        Assert.Contains("No problem found.", text);
        Assert.Equal(coloured, System.Text.RegularExpressions.Regex.IsMatch(text, "\u001b\\[(\\d+;)*3\\d"));
    }

    [Fact]
    public async Task Many_jobs_show_a_bar_and_only_what_went_wrong()
    {
        for (int i = 0; i < 6; i++) File.WriteAllText(_amlip.PathOf($"job{i}"), i == 2 ? "bad" : "good");
        await using var compute = _amlip.Start("compute", "--slots", "3", "--exec", "read x; test \"$x\" != bad");
        string text = await RunAsync("$amlip job send --many $folder --timeout 60 $net");
        Assert.Contains("5 of 6 jobs solved, 1 failed.", text);
        Assert.Contains("━━━", text);
        Assert.Contains("job2: Job ", text);
        Assert.DoesNotContain("job1: solved", text);
    }

    [Fact]
    public async Task The_status_is_a_table_that_lives_and_Ctrl_C_ends_it()
    {
        await using var terminal = StartTerminal("$amlip status $net");
        string seen = "";
        var reading = Task.Run(async () =>
        {
            await foreach (string line in terminal.ReadLinesAsync()) Volatile.Write(ref seen, seen + line + "\n");
        });
        await using var early = _amlip.Start("compute", "--handler", "echo", "--name", "early", "--slots", "2");
        await Wait.Until(() => Row("early").Contains("0/2"), "the row of the first node", TimeSpan.FromSeconds(60), () => Volatile.Read(ref seen));
        await using var late = _amlip.Start("compute", "--handler", "echo", "--name", "late");
        await Wait.Until(() => Row("late").Contains("computing"), "the row of the later node", TimeSpan.FromSeconds(60), () => Volatile.Read(ref seen));
        early.Kill();
        await Wait.Until(() => Row("early").Contains("dropped"), "the death of the first node", TimeSpan.FromSeconds(60), () => Volatile.Read(ref seen));
        await terminal.Input.WriteAsync('\u0003');
        await terminal.Input.FlushAsync();
        Assert.Equal(130, await terminal.WaitForExitAsync());
        await Wait.For(reading, "the end of the output");

        string Row(string node) => Volatile.Read(ref seen).Split('\n').LastOrDefault(line => line.Contains($"{node}.")) ?? "";
    }

    private async Task<string> RunAsync(string command)
    {
        await using var terminal = StartTerminal(command);
        var lines = new List<string>();
        await foreach (string line in terminal.ReadLinesAsync()) lines.Add(line);
        return string.Join('\n', lines);
    }

    private ChildProcess StartTerminal(string command) => File.Exists("/usr/bin/script")
        ? _amlip.StartShell($"TERM=xterm COLUMNS=120; export TERM COLUMNS amlip net folder; exec script -qec '{command}' /dev/null")
        : throw new InvalidOperationException("This test needs `script` of util-linux, which every Debian has.");
}
