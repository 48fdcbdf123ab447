using System.Globalization;
using System.Xml.Linq;
using AmlIpNet.Dds;

namespace AmlIpNet.ConnextDds;

/// <summary>Pieces of RTI's XML that several documents need. Everything that RTI is told goes through such documents: their elements are
/// documented, the same in all of RTI's languages, and were checked with RTI's own parser.</summary>
internal static class XmlText
{
    /// <summary>The one profile of each document.</summary>
    public const string Library = "amlipnet", Profile = "profile", FullProfile = $"{Library}::{Profile}";

    public const string Unlimited = "LENGTH_UNLIMITED";

    /// <summary>A document with this profile, and types before it.</summary>
    public static string Document(params XElement[] qos) => new XElement("dds",
        new XElement("qos_library", new XAttribute("name", Library), new XElement("qos_profile", new XAttribute("name", Profile), qos))).ToString();

    public static XElement Of(string name, IFormattable value) => new(name, value.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>A duration; null is infinite.</summary>
    public static XElement Duration(string name, TimeSpan? time) => time is { } t
        ? new XElement(name, Of("sec", t.Ticks / TimeSpan.TicksPerSecond), Of("nanosec", t.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick))
        : new XElement(name, new XElement("sec", "DURATION_INFINITE_SEC"), new XElement("nanosec", "DURATION_INFINITE_NSEC"));

    public static XElement Kind(string policy, string kind, params object?[] more) => new(policy, new XElement("kind", kind), more);

    /// <summary>Properties: pairs of a name and a value.</summary>
    public static XElement Properties(params (string Name, IFormattable Value)[] properties) => new("property", new XElement("value",
        properties.Select(p => new XElement("element", new XElement("name", p.Name), Of("value", p.Value)))));

    public static XElement List(string name, IEnumerable<string> values) => new(name, values.Select(value => new XElement("element", value)));

    /// <summary>The partitions of a publisher or subscriber.</summary>
    public static XElement Group(string name, EquatableArray<string> partitions) => new(name, new XElement("partition", List("name", partitions)));
}
