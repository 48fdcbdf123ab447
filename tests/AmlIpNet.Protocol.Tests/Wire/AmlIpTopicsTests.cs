using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Tests.Wire;

public sealed class AmlIpTopicsTests
{
    private static readonly NodeId s_id = NodeId.Create("no.de 1", 0x0a1b2c3d);

    public static TheoryData<string, string, string> Expected => new()
    {
        { nameof(AmlIpTopics.Status), "amlip/status", "amlip::status" },
        { "job " + nameof(AmlIpTopics.RequestAvailability), "amlip/job_request_availability", "amlip::ms_request" },
        { "job " + nameof(AmlIpTopics.ReplyAvailable), "amlip/job_reply_available_no.de 1.0a.1b.2c.3d", "amlip::ms_reference" },
        { "job " + nameof(AmlIpTopics.TaskTarget), "amlip/job_task_target", "amlip::ms_reference" },
        { "job " + nameof(AmlIpTopics.TaskData), "amlip/job_task_data_no.de 1.0a.1b.2c.3d", "amlip::ms_data_GENERIC" },
        { "job " + nameof(AmlIpTopics.TaskSolution), "amlip/job_task_solution_no.de 1.0a.1b.2c.3d", "amlip::ms_data_GENERIC" },
        { "inference " + nameof(AmlIpTopics.RequestAvailability), "amlip/inference_request_availability", "amlip::ms_request" },
        { "inference " + nameof(AmlIpTopics.ReplyAvailable), "amlip/inference_reply_available_no.de 1.0a.1b.2c.3d", "amlip::ms_reference" },
        { "inference " + nameof(AmlIpTopics.TaskTarget), "amlip/inference_task_target", "amlip::ms_reference" },
        { "inference " + nameof(AmlIpTopics.TaskData), "amlip/inference_task_data_no.de 1.0a.1b.2c.3d", "amlip::ms_data_GENERIC" },
        { "inference " + nameof(AmlIpTopics.TaskSolution), "amlip/inference_task_solution_no.de 1.0a.1b.2c.3d", "amlip::ms_data_GENERIC" },
        { nameof(AmlIpTopics.ModelStatistics), "amlip/model_statistics", "amlip::AMLIP-MODEL-STATISTICS" },
        { nameof(AmlIpTopics.ModelRequest), "amlip/rpc_request_model_no.de 1.0a.1b.2c.3d", "amlip::rpc_requestGENERIC" },
        { nameof(AmlIpTopics.ModelReply), "amlip/rpc_reply_model_no.de 1.0a.1b.2c.3d", "amlip::rpc_replyGENERIC" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Names_and_types_are_AML_IPs(string which, string name, string type)
    {
        var topic = Make(which);
        Assert.Equal(name, topic.Name);
        Assert.Equal(type, topic.Type.Name);
    }

    [Theory]
    [InlineData("amlip/job_reply_available_", DirectTopic.JobReplyAvailable)]
    [InlineData("amlip/job_task_data_", DirectTopic.JobTaskData)]
    [InlineData("amlip/job_task_solution_", DirectTopic.JobTaskSolution)]
    [InlineData("amlip/inference_reply_available_", DirectTopic.InferenceReplyAvailable)]
    [InlineData("amlip/inference_task_data_", DirectTopic.InferenceTaskData)]
    [InlineData("amlip/inference_task_solution_", DirectTopic.InferenceTaskSolution)]
    [InlineData("amlip/rpc_request_model_", DirectTopic.ModelRequest)]
    [InlineData("amlip/rpc_reply_model_", DirectTopic.ModelReply)]
    public void A_direct_topic_tells_its_owner(string prefix, DirectTopic expected)
    {
        Assert.True(AmlIpTopics.TryParseDirect(prefix + "no.de 1.0a.1b.2c.3d", out var kind, out var owner));
        Assert.Equal((expected, s_id), (kind, owner));
        Assert.False(AmlIpTopics.TryParseDirect(prefix + ".00.00.00.00", out _, out _));
        Assert.False(AmlIpTopics.TryParseDirect(prefix, out _, out _));
        Assert.False(AmlIpTopics.TryParseDirect("x" + prefix + "no.de 1.0a.1b.2c.3d", out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("amlip/status")]
    [InlineData("amlip/job_task_target")]
    [InlineData("amlip/job_request_availability")]
    [InlineData("amlip/JOB_task_data_main.01.02.03.04")]
    [InlineData("amlipnet/v1/work_main.01.02.03.04")]
    [InlineData("amlip/job_task_data_main.01.02.03")]
    public void Other_topics_have_no_owner(string name) => Assert.False(AmlIpTopics.TryParseDirect(name, out _, out _));

    [Fact]
    public void A_name_with_control_characters_stands_in_the_topic_as_it_is()
    {
        // AML-IP lets any name through; the topic must be the one that it reads.
        Assert.True(NodeId.TryCreate("tab\tin"u8, [1, 2, 3, 4], out var id));
        var topic = AmlIpTopics.TaskData(ServiceName.Job, id);
        Assert.Equal("amlip/job_task_data_tab\tin.01.02.03.04", topic.Name);
        Assert.True(AmlIpTopics.TryParseDirect(topic.Name, out _, out var owner));
        Assert.Equal(id, owner);
    }

    [Fact]
    public void A_name_that_is_no_text_has_a_topic_that_nobody_reads()
    {
        Assert.True(NodeId.TryCreate([0xff, (byte)'a'], [1, 2, 3, 4], out var id));
        Assert.False(id.IsAddressable);
        Assert.Equal(@"amlip/job_reply_available_\xffa.01.02.03.04", AmlIpTopics.ReplyAvailable(ServiceName.Job, id).Name);
    }

    [Fact]
    public void A_service_that_AML_IP_does_not_have_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AmlIpTopics.TaskTarget((ServiceName)2));

    private static Topic Make(string which)
    {
        var service = which.StartsWith("inference ", StringComparison.Ordinal) ? ServiceName.Inference : ServiceName.Job;
        return which[(which.IndexOf(' ', StringComparison.Ordinal) + 1)..] switch
        {
            nameof(AmlIpTopics.Status) => AmlIpTopics.Status,
            nameof(AmlIpTopics.ModelStatistics) => AmlIpTopics.ModelStatistics,
            nameof(AmlIpTopics.RequestAvailability) => AmlIpTopics.RequestAvailability(service),
            nameof(AmlIpTopics.TaskTarget) => AmlIpTopics.TaskTarget(service),
            nameof(AmlIpTopics.ReplyAvailable) => AmlIpTopics.ReplyAvailable(service, s_id),
            nameof(AmlIpTopics.TaskData) => AmlIpTopics.TaskData(service, s_id),
            nameof(AmlIpTopics.TaskSolution) => AmlIpTopics.TaskSolution(service, s_id),
            nameof(AmlIpTopics.ModelRequest) => AmlIpTopics.ModelRequest(s_id),
            nameof(AmlIpTopics.ModelReply) => AmlIpTopics.ModelReply(s_id),
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, null),
        };
    }
}
