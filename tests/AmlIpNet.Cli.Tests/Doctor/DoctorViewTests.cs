using AmlIpNet.Cli.Doctor;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Dds;
using Spectre.Console;

namespace AmlIpNet.Cli.Tests.Doctor;

public sealed class DoctorViewTests
{
    private const string Hostile = "\u001b]0;mine\a\u001b[2J\u009b2J\u202e";
    private const string Safe = @"\x1b]0;mine\x07\x1b[2J\xc2\x9b2J\xe2\x80\xae";

    [Fact]
    public void What_strangers_announce_cannot_control_the_terminal()
    {
        var participant = new ParticipantInfo(new EntityGuid(1, 0x1c1), $"name{Hostile}") { Host = $"host{Hostile}", Process = $"process{Hostile}", ProcessId = 7 };
        EndpointInfo[] endpoints =
        [
            new(EndpointKind.Writer, new EntityGuid(1, 1), participant.Guid, 1, $"topic{Hostile}", $"type{Hostile}", new EndpointQos { Partitions = [$"partition{Hostile}"] }),
            new(EndpointKind.Reader, new EntityGuid(1, 2), participant.Guid, 2, $"topic{Hostile}", $"other{Hostile}", new EndpointQos()),
        ];
        string text = Render(NetworkView.Of([participant], endpoints));
        Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\r') || c == '\u202e');
        foreach (string word in new[] { "name", "host", "process", "topic", "type", "other", "partition" }) Assert.Contains(word + Safe, text);
    }

    [Fact]
    public void The_verdict_says_that_pairs_were_not_looked_at()
    {
        EndpointInfo[] endpoints =
        [
            .. Enumerable.Range(0, 400).SelectMany(i => new[] { EndpointKind.Writer, EndpointKind.Reader }.Select(kind =>
                new EndpointInfo(kind, new EntityGuid((ulong)i, (uint)kind), new EntityGuid(1, 0x1c1), (ulong)i, "topic", "type", new EndpointQos()))),
        ];
        Assert.Contains("No problem found in what was looked at; 60,000 pairs were not.", Render(NetworkView.Of([], endpoints)));
        Assert.Contains("No problem found.", Render(NetworkView.Empty));
    }

    private static string Render(NetworkView network)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 1_000;
        DoctorView.Write(new Examination(new NetworkOptions(), "program", "library", [], network, [.. Diagnosis.OfPairs(network)]), console);
        return output.ToString();
    }
}
