using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.TestKit;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.CycloneDds.Tests;

/// <summary>Domains that cannot be joined say why, in Cyclone's words too, and Cyclone prints nothing by itself.</summary>
public sealed class DomainTests : IDisposable
{
    private readonly CycloneEnvironment _environment = new();

    [Theory]
    [InlineData("nope0")]
    [InlineData("192.0.2.7")]
    [InlineData("\"<&'")]
    public void An_interface_that_is_not_there_is_named_with_the_remedy(string name)
    {
        var error = Assert.Throws<InvalidOptionsException>(() => Join(o => o with { Interface = name }));
        foreach (string part in new[] { name, "ip address", "Cyclone DDS says" }) Assert.Contains(part, error.Message);
    }

    [Fact]
    public void A_peer_that_cannot_be_resolved_is_named() =>
        Assert.Contains("no.such.host.invalid", Assert.Throws<InvalidOptionsException>(() => Join(o => o with { Peers = ["no.such.host.invalid"] })).Message);

    [Fact]
    public async Task When_all_ports_of_a_host_are_in_use_the_error_says_so()
    {
        static NetworkOptions Few(NetworkOptions options) => options with { MaxParticipantsPerHost = 2 };
        await using var first = Join(Few);
        await using var second = Join(Few);
        var error = Assert.Throws<DdsException>(() => Join(Few));
        foreach (string part in new[] { "All 2 participant ports", $"domain {_environment.Options.Domain}", nameof(NetworkOptions.MaxParticipantsPerHost) })
            Assert.Contains(part, error.Message);
        await second.DisposeAsync();
        await using var third = Join(Few);
    }

    [Fact]
    public async Task Participants_of_a_process_have_options_of_their_own_and_meet()
    {
        var listener = new DiscoveryRecorder();
        await using var first = Join(o => o with { Lease = TimeSpan.FromSeconds(1), FragmentBytes = 30_000 }, listener);
        await using var second = Join(o => o with { Lease = TimeSpan.FromSeconds(5), WriterHistoryBytes = 70_000, MaxDatagramBytes = 9_000, FragmentBytes = 4_000 });
        await listener.Events.WaitForOne(e => e is ParticipantFound, "the other participant");
    }

    [Fact]
    public async Task Cyclone_s_messages_go_to_the_logger_and_not_without_bound()
    {
        const int Count = 300;
        var logs = new LogRecorder();
        await using var reading = _environment.Engine.CreateParticipant("reader", _environment.Options, NullListener.Instance, logs);
        await using var writing = Join(o => o);
        var topic = Blob.Topic("cyclone/logs");
        var reader = new TestReader(reading, topic, Qos.Reliable);
        var writer = new TestWriter(writing, new Topic(topic.Name, new TypeDescription(topic.Type.Name, [new("data", MemberKind.Payload)])), Qos.Reliable);
        await writer.Events.WaitForOne(e => e is Matched, "the match");
        for (int i = 0; i < Count; i++) Assert.Equal(WriteResult.Accepted, writer.Writer.TryWrite([0, 1, 0, 0], [1]));
        await writer.WaitForAcknowledgments();
        await Wait.Until(() => reader.Reader.MalformedSamples == Count, "all garbage counted");
        var messages = logs.Lines.Items.Where(l => l.Event.Id == 1100).ToArray();
        Assert.Contains(messages, m => m.Level == LogLevel.Warning && m.Message.Contains(topic.Name));
        Assert.InRange(messages.Length, 1, Count / 2);
    }

    public void Dispose() => _environment.Dispose();

    private IDomainParticipant Join(Func<NetworkOptions, NetworkOptions> change, IParticipantListener? listener = null) =>
        _environment.Engine.CreateParticipant("node", change(_environment.Options), listener ?? NullListener.Instance);

    private sealed class LogRecorder : ILoggerFactory, ILogger
    {
        public Recorder<(LogLevel Level, EventId Event, string Message)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, eventId, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
