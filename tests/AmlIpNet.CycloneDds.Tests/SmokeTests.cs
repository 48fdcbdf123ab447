using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.CycloneDds.Tests;

public sealed class SmokeTests
{
    private static readonly TypeDescription s_data = new("test::data", [new("id", MemberKind.UInt32), new("size", MemberKind.PayloadLength), new("data", MemberKind.Payload)]);

    private sealed class Log : IParticipantListener, IReaderListener, IWriterListener
    {
        public Recorder<string> Events { get; } = new();
        public Recorder<(uint, byte[])> Samples { get; } = new();
        public void OnParticipantDiscovered(ParticipantInfo p) => Events.Add($"+P {p.Name}");
        public void OnParticipantLost(ParticipantInfo p) => Events.Add($"-P {p.Name}");
        public void OnEndpointDiscovered(EndpointInfo e) => Events.Add($"+E {e.Kind} {e.TopicName} {e.TypeName} {e.Qos}");
        public void OnEndpointLost(EndpointInfo e) => Events.Add($"-E {e.Kind} {e.TopicName}");
        void IReaderListener.OnMatched(EndpointInfo w) => Events.Add($"matched {w.Kind}");
        void IReaderListener.OnUnmatched(EndpointInfo w) => Events.Add($"unmatched {w.Kind}");
        void IReaderListener.OnMismatch(EndpointMismatch m) => Events.Add($"mismatch {m}");
        void IReaderListener.OnLivelinessChanged(EndpointInfo w, bool alive) => Events.Add($"alive {alive}");
        void IWriterListener.OnMatched(EndpointInfo w) => Events.Add($"matched {w.Kind}");
        void IWriterListener.OnUnmatched(EndpointInfo w) => Events.Add($"unmatched {w.Kind}");
        void IWriterListener.OnMismatch(EndpointMismatch m) => Events.Add($"mismatch {m}");
        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (var s in samples)
            {
                var r = new CdrReader(s.Header.Span);
                Samples.Add((r.ReadUInt32(), s.Payload));
                Events.Add("sample");
            }
        }
    }

    [Fact]
    public async Task Two_participants_of_a_process_meet_and_talk()
    {
        using var domain = TestDomain.Lease();
        var engine = new CycloneEngine();
        Log a = new(), b = new();
        await using var one = engine.CreateParticipant("one", domain.Options, a);
        await using var two = engine.CreateParticipant("two", domain.Options, b);
        var topic = new Topic("amlip/job_task_data_cp-x.a1.a2.a3.a4", s_data);
        using var reader = two.CreateReader(topic, new EndpointQos { History = History.KeepAll }, b);
        using var writer = one.CreateWriter(topic, new EndpointQos { History = History.KeepAll }, a);
        await a.Events.WaitForOne(e => e == "matched Reader", "match at the writer");
        await b.Events.WaitForOne(e => e == "matched Writer", "match at the reader");
        var buffer = new byte[64];
        for (uint i = 0; i < 100; i++) Assert.Equal(WriteResult.Accepted, writer.TryWrite(Header(buffer, i, i), new byte[i]));
        var got = await b.Samples.WaitForCount(100, "samples");
        for (int i = 0; i < 100; i++) Assert.Equal(((uint)i, i), (got[i].Item1, got[i].Item2.Length));
        Assert.True(await writer.WaitForAcknowledgmentsAsync(TimeSpan.FromSeconds(5)));
        writer.Dispose();
        await b.Events.WaitForOne(e => e == "unmatched Writer", "unmatch at the reader");
        Assert.Throws<ObjectDisposedException>(() => writer.TryWrite(Header(buffer, 1, 0), []));
        await one.DisposeAsync();
        await b.Events.WaitForOne(e => e == "-P one", "loss of one");
    }

    private static ReadOnlySpan<byte> Header(byte[] buffer, uint id, uint size)
    {
        var w = new CdrWriter(buffer);
        w.WriteUInt32(id);
        w.WriteUInt32(size);
        return buffer.AsSpan(0, w.Length);
    }
}
