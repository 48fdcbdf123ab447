using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;

namespace AmlIpNet.CycloneDds.Tests;

/// <summary>One datagram in twenty gets lost, by Cyclone's own means: reliable samples arrive all the same, with every shipped profile.</summary>
public sealed class LossTests : IDisposable
{
    private const string Loss = "<CycloneDDS><Domain id=\"any\"><Internal><Test><XmitLossiness>50</XmitLossiness></Test></Internal></Domain></CycloneDDS>";
    private readonly CycloneEnvironment _environment = new();

    public static TheoryData<string> Profiles => [.. QosLibrary.Default.Profiles.Where(name => name.StartsWith("network::", StringComparison.Ordinal))];

    public void Dispose() => _environment.Dispose();

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Reliable_samples_arrive_complete_and_in_order_and_best_effort_ones_are_missed(string profile)
    {
        const int Small = 2_000, Large = 12, LargeBytes = 300_000;
        var best = new EndpointQos { Reliability = Reliability.BestEffort, History = History.KeepAll };
        await using var reading = Join(profile);
        await using var writing = Join(profile);
        var reader = new TestReader(reading, Blob.Topic("loss/reliable"), Qos.Reliable);
        var witness = new TestReader(reading, Blob.Topic("loss/witness"), best);
        var writer = new TestWriter(writing, Blob.Topic("loss/reliable"), Qos.Reliable);
        var besides = new TestWriter(writing, Blob.Topic("loss/witness"), best);
        await Task.WhenAll(new[] { reader.Events, witness.Events, writer.Events, besides.Events }.Select(events => events.WaitForOne(e => e is Matched, "the match")));
        for (uint number = 0; number < Small; number++)
        {
            await writer.WriteWhenRoom(number, [(byte)number]);
            besides.Write(number);
        }

        byte[] large = new byte[LargeBytes];
        for (uint number = Small; number < Small + Large; number++)
        {
            large.AsSpan().Fill((byte)number);
            await writer.WriteWhenRoom(number, large);
        }

        await writer.WaitForAcknowledgments();
        await reader.NumbersUpTo(Small + Large - 1);
        Assert.Equal(0, reader.Reader.MalformedSamples); // one that is missing is not one that Cyclone handed over and we dropped
        await reader.Expect(Enumerable.Range(0, Small + Large).Select(n => (uint)n));
        Assert.All(reader.Samples.Items, sample => Assert.False(sample.Payload.AsSpan().ContainsAnyExcept((byte)sample.Number), $"The sample {sample.Number} has bytes of another one."));
        Assert.Equal(LargeBytes, reader.Samples.Items[^1].Payload.Length);
        Assert.InRange(witness.Samples.Count, 1, Small - 1); // so many arrive by chance alone once in 10^44 runs
        Assert.True(((CycloneWriter)writer.Writer).ReadRetransmittedBytes() > 0, "Nothing was sent again.");
    }

    [Fact]
    public void A_configuration_that_Cyclone_refuses_is_quoted()
    {
        const string Nonsense = "<CycloneDDS><Domain id=\"any\"><Nonsense/></Domain></CycloneDDS>";
        var engine = new CycloneEngine { Configuration = Nonsense };
        var error = Assert.Throws<DdsException>(() => engine.CreateParticipant("node", _environment.Options, NullListener.Instance));
        Assert.Contains(Nonsense, error.Message);
        Assert.Contains("Cyclone DDS says", error.Message);
    }

    private IDomainParticipant Join(string profile) =>
        new CycloneEngine { Configuration = Loss }.CreateParticipant("node", _environment.Options with { QosProfile = profile }, NullListener.Instance);
}
