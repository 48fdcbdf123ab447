using System.Text;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A topic of a participant, shared by its readers and writers of that name and type.</summary>
internal sealed unsafe class CycloneTopic
{
    private CycloneTopic(Entity entity, ddsi_sertype* sertype)
    {
        Entity = entity;
        Sertype = sertype;
        Samples = SampleType.Of(sertype);
    }

    /// <summary>Cyclone's topic.</summary>
    public Entity Entity { get; }

    /// <summary>The sertype that its samples must have. It lives as long as the topic.</summary>
    public ddsi_sertype* Sertype { get; }

    /// <summary>The managed side of the sertype.</summary>
    public SampleType Samples { get; }

    /// <summary>Readers and writers that use it.</summary>
    public int Users { get; set; }

    /// <summary>Creates a topic.</summary>
    /// <exception cref="DdsException">Cyclone refused.</exception>
    public static CycloneTopic Create(CycloneParticipant participant, Topic topic)
    {
        if (topic.Name.StartsWith("DCPS", StringComparison.Ordinal))
            throw new DdsException($"The topic name {topic.Name} cannot be used: Cyclone DDS keeps names that start with DCPS to itself. Choose another name.");
        var samples = new SampleType(topic.Name, topic.Type, participant.Options.MaxPayloadBytes, participant.Gate);
        using var use = participant.Entity.Pin();
        int id = DdsError.Check(samples.CreateTopic(use.Id, out var sertype), "create the topic", topic);
        var result = new CycloneTopic(new Entity(id, participant.Gate, parents: participant.Entity), sertype);
        if (result.ReadName(topic.Name) == topic.Name) return result;
        result.Entity.Dispose();
        throw new DdsException($"This version of Cyclone DDS does not allow the topic name {topic.Name}. Use letters, digits, _ and / only, or Cyclone DDS 0.10.2.");
    }

    private string ReadName(string expected)
    {
        using var use = Entity.Pin();
        byte[] name = new byte[Encoding.UTF8.GetByteCount(expected) + 2];
        fixed (byte* buffer = name) DdsError.Check(dds_get_name(use.Id, buffer, (nuint)name.Length), "read a topic's name");
        return Encoding.UTF8.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }
}
