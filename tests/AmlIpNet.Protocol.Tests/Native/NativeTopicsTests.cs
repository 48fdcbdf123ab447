namespace AmlIpNet.Protocol.Tests.Native;

public sealed class NativeTopicsTests
{
    private static readonly NodeId s_id = NodeId.Create("no.de 1", 0x0a1b2c3d);

    [Fact]
    public void Names_and_types_are_those_of_the_plane()
    {
        Assert.Equal(("amlipnet/v1/job_availability", "amlipnet::v1::availability"), Of(NativeTopics.Availability(ServiceName.Job)));
        Assert.Equal(("amlipnet/v1/inference_availability", "amlipnet::v1::availability"), Of(NativeTopics.Availability(ServiceName.Inference)));
        Assert.Equal(("amlipnet/v1/job_work_no.de 1.0a.1b.2c.3d", "amlipnet::v1::work"), Of(NativeTopics.Work(ServiceName.Job, s_id)));
        Assert.Equal(("amlipnet/v1/inference_outcome_no.de 1.0a.1b.2c.3d", "amlipnet::v1::outcome"), Of(NativeTopics.Outcome(ServiceName.Inference, s_id)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeTopics.Work((ServiceName)2, s_id));
        Assert.All(
            [NativeTopics.Availability(ServiceName.Job), NativeTopics.Work(ServiceName.Job, s_id), NativeTopics.Outcome(ServiceName.Job, s_id)], topic => topic.Validate());

        static (string, string) Of(Dds.Topic topic) => (topic.Name, topic.Type.Name);
    }

    [Theory]
    [InlineData("amlipnet/v1/job_work_", NativeTopic.JobWork)]
    [InlineData("amlipnet/v1/job_outcome_", NativeTopic.JobOutcome)]
    [InlineData("amlipnet/v1/inference_work_", NativeTopic.InferenceWork)]
    [InlineData("amlipnet/v1/inference_outcome_", NativeTopic.InferenceOutcome)]
    public void A_direct_topic_tells_its_owner(string prefix, NativeTopic expected)
    {
        Assert.True(NativeTopics.TryParseDirect(prefix + "no.de 1.0a.1b.2c.3d", out var kind, out var owner));
        Assert.Equal((expected, s_id), (kind, owner));
        Assert.False(NativeTopics.TryParseDirect(prefix + ".00.00.00.00", out _, out _));
        Assert.False(NativeTopics.TryParseDirect(prefix, out _, out _));
        Assert.False(NativeTopics.TryParseDirect("x" + prefix + "no.de 1.0a.1b.2c.3d", out _, out _));
        Assert.False(AmlIpTopics.TryParseDirect(prefix + "no.de 1.0a.1b.2c.3d", out _, out _));
    }

    [Theory]
    [InlineData("amlipnet/v1/job_availability")]
    [InlineData("amlipnet/v2/job_work_main.01.02.03.04")]
    [InlineData("amlip/job_task_data_main.01.02.03.04")]
    public void Other_topics_have_no_owner(string name) => Assert.False(NativeTopics.TryParseDirect(name, out _, out _));
}
