using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>What users read when the package, its library, its licence or a type is missing.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void Without_the_package_the_engine_says_how_to_get_it()
    {
        var error = Assert.Throws<EngineUnavailableException>(() => new ConnextEngine().CreateParticipant("node", NetworkOptions.Loopback, NullListener.Instance));
        Assert.Contains("Rti.ConnextDds", error.Message);
        Assert.Contains("-p:UseRtiConnext=true", error.Message);
        Assert.Contains("cyclone", error.Message);
    }

    [Fact]
    public void A_missing_library_a_missing_licence_and_anything_else_are_told_apart()
    {
        Assert.Contains("native library", Fail<EngineUnavailableException>(new TypeInitializationException("Rti", new DllNotFoundException("nddsc"))));
        Assert.Contains("RTI_LICENSE_FILE", Fail<EngineUnavailableException>(new InvalidOperationException("No valid license file found.")));
        string other = Fail<DdsException>(new InvalidOperationException("Everything is taken."));
        Assert.Contains("node", other);
        Assert.Contains("Everything is taken.", other);
        Assert.Contains("Check", other);
        Assert.Contains(nameof(InvalidTimeZoneException), Fail<DdsException>(new InvalidTimeZoneException("")));
    }

    [Fact]
    public async Task A_topic_that_IDL_cannot_express_is_refused_and_the_participant_lives_on()
    {
        using var domain = TestDomain.Lease();
        await using var participant = new ConnextEngine(new FakeNetwork().Entry).CreateParticipant("node", domain.Options, NullListener.Instance);
        var topic = new Topic("amlip/job_task_data_x", AmlIpTypes.MsData);
        Assert.Contains(topic.Name, Assert.Throws<DdsException>(() => participant.CreateWriter(topic, Qos.Durable, NullListener.Instance)).Message);
        Assert.Contains("owned", Assert.Throws<DdsException>(() => participant.CreateReader(topic, Qos.Durable, NullListener.Instance)).Message);
        participant.CreateWriter(AmlIpTopics.Status, Qos.Durable, NullListener.Instance);
    }

    [Fact]
    public async Task A_second_type_on_a_topic_of_one_participant_is_refused()
    {
        using var domain = TestDomain.Lease();
        await using var participant = new ConnextEngine(new FakeNetwork().Entry).CreateParticipant("node", domain.Options, NullListener.Instance);
        participant.CreateWriter(new Topic("t", AmlIpTypes.Status), Qos.Durable, NullListener.Instance);
        var error = Assert.Throws<DdsException>(() => participant.CreateReader(new Topic("t", AmlIpTypes.MsRequest), Qos.Durable, NullListener.Instance));
        Assert.Contains("another participant", error.Message);
    }

    private static string Fail<TError>(Exception cause)
        where TError : AmlIpException
    {
        var engine = new ConnextEngine(new FakeNetwork().Entry with { Factory = () => throw cause });
        return Assert.Throws<TError>(() => engine.CreateParticipant("node", NetworkOptions.Loopback, NullListener.Instance)).Message;
    }
}
