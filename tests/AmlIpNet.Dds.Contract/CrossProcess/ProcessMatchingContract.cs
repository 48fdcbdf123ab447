using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>Endpoints of different processes that cannot match: both sides hear why.</summary>
public abstract class ProcessMatchingContract<TEnvironment> : CrossProcessTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    [Fact]
    public async Task Incompatible_QoS_is_told_to_both_with_the_policy_and_both_values()
    {
        var plain = new PeerQos();
        (string Policy, PeerQos Offered, PeerQos Requested, string OfferedName, string RequestedName)[] cases =
        [
            ("RELIABILITY", plain with { Reliability = Reliability.BestEffort }, plain, "BEST_EFFORT", "RELIABLE"),
            ("DURABILITY", plain, plain with { Durability = Durability.TransientLocal }, "VOLATILE", "TRANSIENT_LOCAL"),
            ("DEADLINE", plain, plain with { DeadlineMs = 100 }, "infinite", "100 ms"),
            ("LIVELINESS", plain with { LivelinessLeaseMs = 900 }, plain with { LivelinessLeaseMs = 400 }, "AUTOMATIC 900 ms", "AUTOMATIC 400 ms"),
        ];
        var (writing, reading) = await StartTwo();
        foreach (var (policy, offered, requested, offeredName, requestedName) in cases)
        {
            await writing.Create("writer", policy, $"process/{policy}", offered);
            await reading.Create("reader", policy, $"process/{policy}", requested);
            foreach (var peer in new[] { writing, reading })
            {
                var mismatch = await peer.Hears("mismatch", policy);
                Assert.Equal((policy, offeredName, requestedName), (mismatch.Detail, mismatch.Offered, mismatch.Requested));
            }
        }

        Assert.DoesNotContain(writing.Events.Items.Concat(reading.Events.Items), e => e.Event == "matched");
    }

    [Fact]
    public async Task Types_of_different_names_are_told_to_both()
    {
        var (writing, reading) = await StartTwo();
        await writing.Create("writer", "w", "process/types", typeName: "test::one");
        await reading.Create("reader", "r", "process/types", typeName: "test::two");
        var atWriter = await writing.Hears("mismatch", "w");
        var atReader = await reading.Hears("mismatch", "r");
        Assert.Equal(("TypeName", "test::one", "test::two"), (atWriter.Detail, atWriter.Offered, atWriter.Requested));
        Assert.Equal(("TypeName", "test::one", "test::two"), (atReader.Detail, atReader.Offered, atReader.Requested));
    }
}
