using System.Xml.Linq;
using AmlIpNet.Dds;
using static AmlIpNet.ConnextDds.XmlText;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// A topic's type as RTI's XML: of the type's name, final, and with the same CDR, member by member. Only the CDR has to be the same, since no type
/// information is announced, and so strings are sequences of octets (a length, the characters, the NUL): Connext must not read them as text.
/// Their names' dots become underscores, as nested structures have no bytes of their own.
/// </summary>
internal static class TypeXml
{
    /// <exception cref="DdsException">IDL cannot express the type.</exception>
    public static string Build(Topic topic)
    {
        Check(topic);
        var structures = new List<XElement>();
        Collect(topic.Type, structures);
        return new XElement("dds", new XElement("types", structures)).ToString();
    }

    /// <summary>The name of a member in the XML.</summary>
    public static string MemberName(in Member member) => member.Name.Replace('.', '_');

    /// <summary>IDL puts the octets of a sequence right behind their count.</summary>
    private static void Check(Topic topic)
    {
        var members = topic.Type.Members;
        int length = -1;
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Kind == MemberKind.PayloadLength) length = i;
            if (members[i].Kind != MemberKind.Payload) continue;
            if (length < 0) throw Inexpressible.Type(topic, $"its payload {members[i].Name} has no length in front");
            if (length < i - 1) throw Inexpressible.Type(topic, $"its member {members[length + 1].Name} stands between the payload and its length");
        }

        if (length == members.Length - 1 && length >= 0) throw Inexpressible.Type(topic, $"its member {members[length].Name} is the length of nothing");
        string[] parts = topic.Type.Name.Split("::");
        if (Array.Find(parts, part => !IsIdentifier(part)) is { } bad) throw Inexpressible.Type(topic, $"'{bad}' is no identifier");
    }

    private static void Collect(TypeDescription type, List<XElement> structures)
    {
        foreach (var member in type.Members)
        {
            if (member.Element is { } element) Collect(element, structures);
        }

        string[] parts = type.Name.Split("::");
        var structure = new XElement("struct", new XAttribute("name", parts[^1]), new XAttribute("extensibility", "final"),
            type.Members.Where(member => member.Kind != MemberKind.PayloadLength).Select(Describe));
        structures.Add(parts[..^1].Reverse().Aggregate(structure, (inner, module) => new XElement("module", new XAttribute("name", module), inner)));
    }

    private static XElement Describe(Member member)
    {
        var element = new XElement("member", new XAttribute("name", MemberName(member)), new XAttribute("type", member.Kind switch
        {
            MemberKind.UInt16 => "uint16",
            MemberKind.UInt32 => "uint32",
            MemberKind.UInt64 => "uint64",
            MemberKind.Sequence => "nonBasic",
            _ => "byte",
        }));
        if (member.Element is { } structure) element.Add(new XAttribute("nonBasicTypeName", structure.Name));
        if (member.Kind == MemberKind.Octets) element.Add(Attribute("arrayDimensions", member.Bound));
        if (member.Kind == MemberKind.String) element.Add(Attribute("sequenceMaxLength", member.Bound + 1));
        if (member.Kind == MemberKind.Sequence) element.Add(Attribute("sequenceMaxLength", member.Bound));
        if (member.Kind == MemberKind.Payload) element.Add(Attribute("sequenceMaxLength", -1)); // unbounded
        return element;
    }

    private static XAttribute Attribute(string name, int value) => new(name, Of(name, value).Value);

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
