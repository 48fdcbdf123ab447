using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>Samples are the same bytes to those who do not go through RTI's API: participants of the in-process engine itself, with the types as they are.</summary>
public sealed class CdrTests : IAsyncLifetime
{
    private readonly FakeNetwork _network = new();
    private readonly TestDomain _domain = TestDomain.Lease();
    private IDomainParticipant _connext = null!;
    private IDomainParticipant _plain = null!;

    public static TheoryData<bool, int> Directions => new() { { true, 0 }, { true, 3 }, { false, 0 }, { false, 3 } };

    public Task InitializeAsync()
    {
        _connext = new ConnextEngine(_network.Entry).CreateParticipant("connext", _domain.Options, NullListener.Instance);
        _plain = _network.Engine.CreateParticipant("plain", _domain.Options, NullListener.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Wait.For(_connext.DisposeAsync().AsTask(), "the end of the participant");
        await Wait.For(_plain.DisposeAsync().AsTask(), "the end of the other participant");
        _domain.Dispose();
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public async Task A_job_is_the_same_bytes_with_and_without_RTI_s_API(bool fromConnext, int lists)
    {
        var topic = new Topic("cdr/work", NativeTypes.Work);
        byte[] header = Header(lists, out byte[] payload);
        var (from, to) = fromConnext ? (_connext, _plain) : (_plain, _connext);
        var sink = new Sink();
        to.CreateReader(topic, Qos.Durable, sink);
        var writer = from.CreateWriter(topic, Qos.Durable, NullListener.Instance);
        Assert.Equal(WriteResult.Accepted, writer.TryWrite(header, payload));
        var (received, bytes) = (await sink.Samples.WaitForCount(1, "the job"))[0];
        Assert.Equal(Convert.ToHexString(header), Convert.ToHexString(received));
        Assert.Equal(payload, bytes);
    }

    [Fact]
    public async Task A_name_that_is_no_UTF_8_arrives_as_it_is()
    {
        var sink = new Sink();
        _connext.CreateReader(AmlIpTopics.Status, Qos.Durable, sink);
        var cdr = new CdrWriter(new byte[64]);
        cdr.WriteString([0xff, 0xfe, 0x80]);
        cdr.WriteOctets([1, 2, 3, 4]);
        cdr.WriteUInt32(4);
        cdr.WriteUInt32(1);
        byte[] header = cdr.Written.ToArray();
        _connext.CreateWriter(AmlIpTopics.Status, Qos.Durable, NullListener.Instance).TryWrite(header, []);
        Assert.Equal(header, (await sink.Samples.WaitForCount(1, "the status"))[0].Header);
    }

    [Fact]
    public void A_header_of_another_type_or_payload_is_refused()
    {
        var writer = _connext.CreateWriter(new Topic("cdr/work", NativeTypes.Work), Qos.Durable, NullListener.Instance);
        byte[] header = Header(2, out byte[] payload);
        Assert.Throws<ArgumentException>(() => writer.TryWrite(header.AsSpan(0, header.Length - 1), payload));
        Assert.Throws<ArgumentException>(() => writer.TryWrite([.. header, 0], payload));
        Assert.Throws<ArgumentException>(() => writer.TryWrite(header, payload.AsSpan(1)));
        Assert.Equal(WriteResult.Accepted, writer.TryWrite(header, payload));
    }

    [Fact]
    public async Task A_string_without_its_end_is_counted_and_skipped()
    {
        var sink = new Sink();
        using var reader = _connext.CreateReader(AmlIpTopics.Status, Qos.Durable, sink);
        // The same type name; in CDR octets in a sequence are a string, and these do not end in a NUL.
        var raw = new TypeDescription(AmlIpTypes.Status.Name,
        [
            new("name", MemberKind.Sequence, 29, new("octet", [new("value", MemberKind.Octets, 1)])), new("id", MemberKind.Octets, 4), new("kind", MemberKind.UInt32), new("state", MemberKind.UInt32),
        ]);
        var writer = _plain.CreateWriter(new Topic(AmlIpTopics.Status.Name, raw), Qos.Durable, NullListener.Instance);
        writer.TryWrite(Status([65, 66]), []);
        writer.TryWrite(Status([65, 0]), []);
        Assert.Equal(Status([65, 0]), (await sink.Samples.WaitForCount(1, "the good one"))[0].Header);
        Assert.Equal(1, reader.MalformedSamples);

        static byte[] Status(byte[] name)
        {
            var cdr = new CdrWriter(new byte[64]);
            cdr.WriteUInt32((uint)name.Length);
            cdr.WriteOctets(name);
            cdr.WriteOctets([1, 2, 3, 4]);
            cdr.WriteUInt32(4);
            cdr.WriteUInt32(1);
            return cdr.Written.ToArray();
        }
    }

    [Fact]
    public async Task Liveliness_that_is_lost_and_regained_is_told()
    {
        var events = new Recorder<string>();
        var listener = new Liveliness(events);
        _connext.CreateReader(AmlIpTopics.Status, Qos.Durable, listener);
        _plain.CreateWriter(AmlIpTopics.Status, Qos.Durable with { LivelinessLease = TimeSpan.FromMilliseconds(100) }, NullListener.Instance);
        await events.WaitFor(all => all.Contains("matched"), "the match");
        var options = _domain.Options with { Lease = TimeSpan.FromHours(1) };
        await using var patient = _network.Engine.CreateParticipant("patient", options, NullListener.Instance);
        patient.CreateWriter(AmlIpTopics.Status, Qos.Durable with { LivelinessLease = TimeSpan.FromMilliseconds(100) }, NullListener.Instance);
        await events.WaitFor(all => all.Count(e => e == "matched") == 2, "both matches");
        _network.Engine.Silence(patient);
        await events.WaitFor(all => all.Contains("silent"), "the silence");
        _network.Engine.Wake(patient);
        await events.WaitFor(all => all.Contains("alive"), "the return");
        Assert.Equal(["matched", "matched", "silent", "alive"], events.Items);
    }

    private static byte[] Header(int lists, out byte[] payload)
    {
        payload = [1, 2, 3, 4, 5];
        var cdr = new CdrWriter(new byte[1024]);
        cdr.WriteUInt16(1);
        cdr.WriteUInt16(0);
        cdr.WriteText("a client");
        cdr.WriteOctets([1, 2, 3, 4]);
        for (ulong n = 1; n <= 4; n++) cdr.WriteUInt64(n << 40 | n);
        cdr.WriteUInt32(uint.MaxValue);
        cdr.WriteUInt32(unchecked((uint)-7));
        cdr.WriteUInt32((uint)lists);
        for (int i = 0; i < lists; i++)
        {
            cdr.WriteText(new string('k', i));
            cdr.WriteText("välue");
        }

        cdr.WriteUInt32((uint)lists);
        for (int i = 0; i < lists; i++)
        {
            cdr.WriteUInt32((uint)i);
            cdr.WriteOctets([.. Enumerable.Range(i, 16).Select(n => (byte)n)]);
        }

        cdr.WriteUInt32((uint)payload.Length);
        return cdr.Written.ToArray();
    }

    private sealed class Sink : IReaderListener
    {
        public Recorder<(byte[] Header, byte[] Payload)> Samples { get; } = new();

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (ref readonly var sample in samples) Samples.Add((sample.Header.ToArray(), sample.Payload));
        }
    }

    private sealed class Liveliness(Recorder<string> events) : IReaderListener
    {
        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
        }

        public void OnMatched(EndpointInfo writer) => events.Add("matched");

        public void OnLivelinessChanged(EndpointInfo writer, bool alive) => events.Add(alive ? "alive" : "silent");
    }
}
