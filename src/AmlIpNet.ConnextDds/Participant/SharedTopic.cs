using AmlIpNet.Dds;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <summary>A topic of Connext's; the readers and writers of one participant share it, since a participant has one of a name.</summary>
internal sealed class SharedTopic(Topic topic, Rti.Dds.Topics.Topic<DynamicData> entity)
{
    public Topic Topic => topic;

    public Rti.Dds.Topics.Topic<DynamicData> Entity => entity;

    /// <summary>How many readers and writers have it.</summary>
    public int Users { get; set; }
}
