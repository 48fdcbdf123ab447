using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Recording;

public sealed class StateValueTests(ITestOutputHelper output)
{
    private const int Rounds = 2_000;

    [Fact]
    public void Any_event_of_a_client_reads_back() => Check(r => JobValues.ClientEvent(r, (ulong)r.Next(100)));

    [Fact]
    public void Any_event_of_a_server_reads_back() => Check(JobValues.ServerEvent);

    [Fact]
    public void Any_action_of_a_client_reads_back() => Check(JobValues.ClientAction);

    [Fact]
    public void Any_action_of_a_server_reads_back() => Check(JobValues.ServerAction);

    [Fact]
    public void Every_member_of_an_event_is_written()
    {
        Assert.All(
            [
                new JobClientEvent(JobClientEventKind.Time) { Job = 1 }, new(JobClientEventKind.Time) { Terms = new(0) }, new(JobClientEventKind.Time) { Server = NodeId.Create("a", 0) },
                new(JobClientEventKind.Time) { Task = 1 }, new(JobClientEventKind.Time) { Load = new(0, 0, 0, 0, 1) }, new(JobClientEventKind.Time) { Held = [] },
                new(JobClientEventKind.Time) { LastTask = 1 }, new(JobClientEventKind.Time) { What = OutcomeKind.Failed }, new(JobClientEventKind.Time) { Code = -1 },
                new(JobClientEventKind.Time) { Text = "" },
            ],
            value => Assert.Equal(value.ToString(), RoundTrip(value).ToString()));
        Assert.All(
            [
                new JobServerEvent(JobServerEventKind.Time) { Key = new(default, 0, true) }, new(JobServerEventKind.Time) { Job = 1 }, new(JobServerEventKind.Time) { ClientIncarnation = 1 },
                new(JobServerEventKind.Time) { ServerIncarnation = 1 }, new(JobServerEventKind.Time) { Priority = -1 }, new(JobServerEventKind.Time) { TimeLeft = TimeSpan.Zero },
                new(JobServerEventKind.Time) { Server = NodeId.Create("a", 0) }, new(JobServerEventKind.Time) { Number = -1 }, new(JobServerEventKind.Time) { Flag = true },
                new(JobServerEventKind.Time) { Text = "" },
            ],
            value => Assert.Equal(value, RoundTrip(value)));
    }

    private void Check<T>(Func<Random, T> make)
        where T : IStateValue<T> =>
        Seeded.Run(
            random =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    var value = make(random);
                    Assert.Equal(Text(value), Text(RoundTrip(value)));
                }
            },
            output.WriteLine);

    private static T RoundTrip<T>(T value)
        where T : IStateValue<T>
    {
        var writer = new StateWriter();
        value.Write(writer);
        for (int length = 0; length < writer.Length; length++)
        {
            int cut = length;
            Assert.Throws<FormatException>(() => Read<T>(writer.Written[..cut], out _));
        }

        var read = Read<T>(writer.Written, out int rest);
        Assert.Equal(0, rest);
        var again = new StateWriter();
        read.Write(again);
        Assert.True(writer.Written.SequenceEqual(again.Written), $"{value} was read as {read}");
        return read;
    }

    private static T Read<T>(ReadOnlySpan<byte> bytes, out int rest)
        where T : IStateValue<T>
    {
        var reader = new StateReader(bytes);
        var value = T.Read(ref reader);
        rest = reader.Remaining;
        return value;
    }

    /// <summary>The value with its lists written out: records compare those by reference.</summary>
    private static string Text<T>(T value) => value switch
    {
        JobClientEvent e => $"{e} {(e.Held is null ? "none" : string.Join(',', e.Held))}",
        JobClientAction { Account: { } account } a => $"{a with { Account = null }} {account.End} {string.Join(',', account.Attempts)}",
        _ => $"{value}",
    };
}
