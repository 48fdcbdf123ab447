using System.Runtime.InteropServices;
using System.Text;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>A parser of text; the input's bytes are taken as UTF-16, so that halves of surrogate pairs come up too.</summary>
public abstract class TextTarget(params string[] samples) : FuzzTarget
{
    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples { get; } = [.. samples.Select(Encoding.Unicode.GetBytes)];

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input) => Accepts(MemoryMarshal.Cast<byte, char>(input));

    /// <summary>Gives the text to the parser.</summary>
    protected abstract bool Accepts(ReadOnlySpan<char> text);
}

/// <summary><see cref="NodeId.TryParse"/> and the text of the id.</summary>
public sealed class NodeIdTarget() : TextTarget("main.01.02.03.04", "a.b.c.d.e.f.00.ff.10.9a", "Zürich ☂.ff.ff.ff.ff", ".00.00.00.00", "abcdefghijklmnopqrstuvwxyz12.ab.cd.ef.00")
{
    /// <inheritdoc/>
    public override string Name => "NodeId.TryParse";

    /// <inheritdoc/>
    public override long AllocationBound => 0;

    /// <inheritdoc/>
    protected override bool Accepts(ReadOnlySpan<char> text)
    {
        if (!NodeId.TryParse(text, out var id)) return false;
        Span<char> shown = stackalloc char[NodeId.MaxTextLength];
        Require(id.TryFormat(shown, out int length, default, null), "the id's text is longer than its bound");
        foreach (char c in shown[..length]) Require(!char.IsControl(c), "the id's text would control a terminal");
        Require(id.IsAddressable, "an id read from text cannot be written as text");
        Span<byte> name = stackalloc byte[NodeId.MaxNameBytes];
        Span<byte> random = stackalloc byte[NodeId.RandomBytes];
        id.CopyRandomTo(random);
        Require(NodeId.TryCreate(name[..id.CopyNameTo(name)], random, out var again) && again == id, "the id's parts make another id");

        // Where nothing had to be escaped, the text is the input.
        if (!shown[..length].Contains('\\')) Require(shown[..length].SequenceEqual(text), "the id reads back as another text");
        return true;
    }
}

/// <summary><see cref="AmlIpTopics.TryParseDirect"/>: what it finds must lead to the same topic.</summary>
public sealed class DirectTopicTarget() : TextTarget(
    "amlip/job_reply_available_main.01.02.03.04", "amlip/job_task_data_cp.a1.a2.a3.a4", "amlip/job_task_solution_main.01.02.03.04",
    "amlip/inference_reply_available_e.00.00.00.01", "amlip/inference_task_data_i.n.f.01.02.03.04", "amlip/inference_task_solution_e.00.00.00.01",
    "amlip/rpc_request_model_s.01.02.03.04", "amlip/rpc_reply_model_r.01.02.03.04")
{
    /// <inheritdoc/>
    public override string Name => "AmlIpTopics.TryParseDirect";

    /// <summary>Of the topic that is made for the comparison: the parts of its name, its name, and itself.</summary>
    public override long AllocationBound => 512;

    /// <inheritdoc/>
    protected override bool Accepts(ReadOnlySpan<char> text)
    {
        if (!AmlIpTopics.TryParseDirect(text, out var kind, out var owner)) return false;
        Require(!owner.IsUndefined, "a direct topic of nobody");
        var topic = kind switch
        {
            DirectTopic.JobReplyAvailable => AmlIpTopics.ReplyAvailable(ServiceName.Job, owner),
            DirectTopic.JobTaskData => AmlIpTopics.TaskData(ServiceName.Job, owner),
            DirectTopic.JobTaskSolution => AmlIpTopics.TaskSolution(ServiceName.Job, owner),
            DirectTopic.InferenceReplyAvailable => AmlIpTopics.ReplyAvailable(ServiceName.Inference, owner),
            DirectTopic.InferenceTaskData => AmlIpTopics.TaskData(ServiceName.Inference, owner),
            DirectTopic.InferenceTaskSolution => AmlIpTopics.TaskSolution(ServiceName.Inference, owner),
            DirectTopic.ModelRequest => AmlIpTopics.ModelRequest(owner),
            DirectTopic.ModelReply => AmlIpTopics.ModelReply(owner),
            _ => throw new FuzzMismatchException("an unknown kind of topic"),
        };
        Require(text.SequenceEqual(topic.Name), "the topic's owner leads to another topic");
        return true;
    }
}

/// <summary><see cref="NativeTopics.TryParseDirect"/>: what it finds must lead to the same topic.</summary>
public sealed class NativeTopicTarget() : TextTarget(
    "amlipnet/v1/job_work_cp.a1.a2.a3.a4", "amlipnet/v1/job_outcome_main.01.02.03.04", "amlipnet/v1/inference_work_i.n.f.01.02.03.04",
    "amlipnet/v1/inference_outcome_e.00.00.00.01")
{
    /// <inheritdoc/>
    public override string Name => "NativeTopics.TryParseDirect";

    /// <summary>Of the topic that is made for the comparison: the parts of its name, its name, and itself.</summary>
    public override long AllocationBound => 512;

    /// <inheritdoc/>
    protected override bool Accepts(ReadOnlySpan<char> text)
    {
        if (!NativeTopics.TryParseDirect(text, out var kind, out var owner)) return false;
        Require(!owner.IsUndefined, "a direct topic of nobody");
        var topic = kind switch
        {
            NativeTopic.JobWork => NativeTopics.Work(ServiceName.Job, owner),
            NativeTopic.JobOutcome => NativeTopics.Outcome(ServiceName.Job, owner),
            NativeTopic.InferenceWork => NativeTopics.Work(ServiceName.Inference, owner),
            NativeTopic.InferenceOutcome => NativeTopics.Outcome(ServiceName.Inference, owner),
            _ => throw new FuzzMismatchException("an unknown kind of topic"),
        };
        Require(text.SequenceEqual(topic.Name), "the topic's owner leads to another topic");
        return true;
    }
}
