using System.Xml.Linq;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.ConnextDds.Tests.Mapping;

/// <summary>Types as Connext is told of them, and those that it cannot be told of.</summary>
public sealed class TypeXmlTests
{
    private static readonly TypeDescription[] s_refused = [AmlIpTypes.MsData, AmlIpTypes.RpcRequest, AmlIpTypes.RpcReply, AmlIpTypes.ModelStatistics];

    public static TheoryData<string> Carried => [.. NativeTypes.All.Concat(AmlIpTypes.All.Except(s_refused)).Select(type => type.Name)];

    public static TheoryData<string> Refused => [.. s_refused.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Carried))]
    public void A_type_is_final_and_named_by_its_modules(string name)
    {
        var type = Find(name);
        var structures = XElement.Parse(TypeXml.Build(new Topic("t", type))).Element("types")!.Descendants("struct").ToArray();
        Assert.All(structures, structure => Assert.Equal("final", (string?)structure.Attribute("extensibility")));
        Assert.Equal(name, string.Join("::", structures[^1].AncestorsAndSelf().Where(e => e.Name != "types" && e.Name != "dds").Reverse().Select(e => (string?)e.Attribute("name"))));
        Assert.Equal(type.Members.Count(member => member.Kind != MemberKind.PayloadLength), structures[^1].Elements("member").Count());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_type_that_is_no_IDL_is_refused_with_a_remedy(string name)
    {
        var error = Assert.Throws<DdsException>(() => TypeXml.Build(new Topic("amlip/some_topic", Find(name))));
        Assert.Contains("amlip/some_topic", error.Message);
        Assert.Contains(name, error.Message);
        Assert.Contains("cyclone", error.Message);
    }

    [Fact]
    public void Members_keep_their_order_sizes_and_bounds()
    {
        var members = XElement.Parse(TypeXml.Build(new Topic("t", NativeTypes.Work))).Descendants("struct").Last().Elements("member");
        Assert.Equal(
            [
                "version uint16", "kind uint16", "client_name byte <=29", "client_id byte [4]", "client_incarnation uint64", "server_incarnation uint64", "job uint64", "task uint64",
                "time_left uint32", "priority uint32", "metadata amlipnet::v1::attribute <=16", "parts amlipnet::v1::part <=1024", "payload byte <=-1",
            ],
            members.Select(m => $"{(string?)m.Attribute("name")} {(string?)m.Attribute("nonBasicTypeName") ?? (string?)m.Attribute("type")}"
                + (m.Attribute("arrayDimensions") is { } size ? $" [{size.Value}]" : "") + (m.Attribute("sequenceMaxLength") is { } bound ? $" <={bound.Value}" : "")));
    }

    private static TypeDescription Find(string name) => NativeTypes.All.Concat(AmlIpTypes.All).Single(type => type.Name == name);
}
