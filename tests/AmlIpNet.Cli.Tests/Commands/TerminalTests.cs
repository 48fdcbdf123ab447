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

    private async Task<string> RunAsync(string command)
    {
        if (!File.Exists("/usr/bin/script")) throw new InvalidOperationException("This test needs `script` of util-linux, which every Debian has.");
        await using var terminal = _amlip.StartShell($"TERM=xterm COLUMNS=120; export TERM COLUMNS amlip net folder; exec script -qec '{command}' /dev/null");
        var lines = new List<string>();
        await foreach (string line in terminal.ReadLinesAsync()) lines.Add(line);
        return string.Join('\n', lines);
    }
}
