using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Rendering;

namespace AmlIpNet.Cli.Tests.Handlers;

/// <summary>The line by which a command tells how far it is, and how that is shown.</summary>
public sealed class ProgressTests
{
    [Theory]
    [InlineData("AMLIP_PROGRESS 0.5 half of it", 0.5, "half of it")]
    [InlineData("AMLIP_PROGRESS 1", 1, "")]
    [InlineData("AMLIP_PROGRESS 0  spaces ", 0, "spaces")]
    public void A_line_of_progress_is_taken_apart(string line, double fraction, string text)
    {
        Assert.True(LastWords.TryParseProgress(line, out double parsed, out string words));
        Assert.Equal((fraction, text), (parsed, words));
    }

    [Theory]
    [InlineData("AMLIP_PROGRESS")]
    [InlineData("AMLIP_PROGRESS half")]
    [InlineData("AMLIP_PROGRESS 1.5 too much")]
    [InlineData("AMLIP_PROGRESS -0.5")]
    [InlineData("AMLIP_PROGRESS NaN")]
    [InlineData(" AMLIP_PROGRESS 0.5")]
    public void Any_other_line_is_none(string line) => Assert.False(LastWords.TryParseProgress(line, out _, out _));

    [Fact]
    public void Progress_is_shown_on_one_line()
    {
        var server = NodeId.Create("cp", 1);
        Assert.Equal($"{server}: 50 % half of it", JobProgressLine.Describe(new(server, 1, 0.5, "half\nof it")));
        Assert.Equal($"{server}:  [2Jgone", JobProgressLine.Describe(new(server, 1, null, "\u001b[2Jgone")));
        Assert.Equal($"{server}: started", JobProgressLine.Describe(new(server, 1, null, "")));
        Assert.Equal($"{server}: 7 %", JobProgressLine.Describe(new(server, 1, 0.07, "")));
    }
}
