using System.Globalization;
using System.Xml.Linq;
using AmlIpNet.Dds;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

internal enum FakeKind
{
    UInt16,
    UInt32,
    UInt64,
    Array,
    Bytes,
    Structures,
}

/// <summary>A member: how many octets or elements it has at most (-1: any number), and what the elements are.</summary>
internal sealed record FakeMember(string Name, FakeKind Kind, int Bound, FakeType? Element);

/// <summary>A structure read from RTI's XML, with the CDR that IDL prescribes for it.</summary>
internal sealed class FakeType : DynamicType
{
    private static readonly TypeDescription s_octet = new("octet", [new("value", MemberKind.Octets, 1)]);

    private FakeType(string name, IReadOnlyList<FakeMember> members)
    {
        Members = members;
        Description = new TypeDescription(name, [.. members.SelectMany(Describe)]);
    }

    public IReadOnlyList<FakeMember> Members { get; }

    /// <summary>The type as the in-process engine is told of it.</summary>
    public TypeDescription Description { get; }

    public static FakeType Parse(XElement root, string name)
    {
        var types = new Dictionary<string, FakeType>();
        foreach (var structure in root.Elements("types").Descendants("struct"))
        {
            string full = string.Join("::", structure.Ancestors("module").Reverse().Append(structure).Select(e => (string)e.Attribute("name")!));
            Assert.Equal("final", (string?)structure.Attribute("extensibility"));
            types.Add(full, new FakeType(full, [.. structure.Elements("member").Select(member => Parse(member, types))]));
        }

        return types[name];
    }

    private static FakeMember Parse(XElement member, Dictionary<string, FakeType> types)
    {
        string name = (string)member.Attribute("name")!;
        int? Number(string attribute) => (string?)member.Attribute(attribute) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        return (string)member.Attribute("type")! switch
        {
            "uint16" => new(name, FakeKind.UInt16, 0, null),
            "uint32" => new(name, FakeKind.UInt32, 0, null),
            "uint64" => new(name, FakeKind.UInt64, 0, null),
            "byte" when Number("arrayDimensions") is { } length => new(name, FakeKind.Array, length, null),
            "byte" => new(name, FakeKind.Bytes, Number("sequenceMaxLength")!.Value, null),
            "nonBasic" => new(name, FakeKind.Structures, Number("sequenceMaxLength")!.Value, types[(string)member.Attribute("nonBasicTypeName")!]),
            var other => throw new NotSupportedException(other),
        };
    }

    private static IEnumerable<Member> Describe(FakeMember member) => member.Kind switch
    {
        FakeKind.UInt16 => [new(member.Name, MemberKind.UInt16)],
        FakeKind.UInt32 => [new(member.Name, MemberKind.UInt32)],
        FakeKind.UInt64 => [new(member.Name, MemberKind.UInt64)],
        FakeKind.Array => [new(member.Name, MemberKind.Octets, member.Bound)],
        FakeKind.Bytes when member.Bound < 0 => [new(member.Name + "_length", MemberKind.PayloadLength), new(member.Name, MemberKind.Payload)],
        FakeKind.Bytes => [new(member.Name, MemberKind.Sequence, member.Bound, s_octet)],
        _ => [new(member.Name, MemberKind.Sequence, member.Bound, member.Element!.Description)],
    };
}
