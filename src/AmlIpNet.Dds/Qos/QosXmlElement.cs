using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace AmlIpNet.Dds;

/// <summary>An element of a QoS file, read strictly: what nobody asked for is an error that names it.</summary>
internal readonly record struct QosXmlElement(XElement Element, string File)
{
    private const string Namespace = "http://www.omg.org/spec/DDS-XML";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    public string Name => Element.Name.LocalName;

    public QosException Error(string problem) => new($"{File}, line {Line(Element)}: {problem}.");

    /// <summary>Checks that this element is of the standard's or no namespace and has only these attributes.</summary>
    public void RequireAttributes(params ReadOnlySpan<string> allowed)
    {
        if (Element.Name.NamespaceName is not ("" or Namespace)) throw Error($"<{Name}> is of the namespace {Element.Name.NamespaceName}, allowed is {Namespace}");
        foreach (var attribute in Element.Attributes())
        {
            if (attribute.IsNamespaceDeclaration || attribute.Name.NamespaceName == SchemaInstance || allowed.Contains(attribute.Name.LocalName)) continue;
            throw Error($"<{Name}> has the attribute {attribute.Name.LocalName}, which is not supported here, allowed: {List(allowed)}");
        }
    }

    public string RequiredAttribute(string name) => Attribute(name) ?? throw Error($"<{Name}> needs the attribute {name}");

    public string? Attribute(string name)
    {
        if (Element.Attribute(name)?.Value is not { } value) return null;
        return value.Trim().Length > 0 ? value.Trim() : throw Error($"the attribute {name} of <{Name}> is empty");
    }

    /// <summary>The child elements in their order; others than these are refused, and text beside them too.</summary>
    public IEnumerable<QosXmlElement> Children(params ReadOnlySpan<string> allowed)
    {
        if (Element.Nodes().OfType<XText>().FirstOrDefault(t => !string.IsNullOrWhiteSpace(t.Value)) is { } text)
            throw new QosException($"{File}, line {Line(text)}: <{Name}> contains the text '{Shorten(text.Value)}', allowed are elements: {List(allowed)}.");
        var children = new List<QosXmlElement>();
        foreach (var element in Element.Elements())
        {
            var child = this with { Element = element };
            if (!allowed.Contains(child.Name)) throw child.Error($"<{child.Name}> in <{Name}> is not supported, allowed: {List(allowed)}");
            children.Add(child);
        }

        return children;
    }

    /// <summary>The child elements by name, each at most once and without attributes.</summary>
    public Dictionary<string, QosXmlElement> Members(params ReadOnlySpan<string> allowed)
    {
        var members = new Dictionary<string, QosXmlElement>();
        foreach (var child in Children(allowed))
        {
            child.RequireAttributes();
            if (!members.TryAdd(child.Name, child)) throw child.Error($"<{child.Name}> stands twice in <{Name}>");
        }

        return members;
    }

    public string Text()
    {
        if (Element.Elements().FirstOrDefault() is { } inner) throw (this with { Element = inner }).Error($"<{inner.Name.LocalName}> is not supported in <{Name}>, allowed is a value");
        return Element.Value.Trim();
    }

    /// <summary>A word of a fixed list.</summary>
    public T OneOf<T>(params ReadOnlySpan<(string Word, T Value)> allowed)
    {
        string text = Text();
        foreach (var (word, value) in allowed)
        {
            if (word == text) return value;
        }

        string words = string.Join(", ", allowed.ToArray().Select(a => a.Word));
        throw Error($"<{Name}> in <{Element.Parent!.Name.LocalName}> is '{Shorten(text)}', allowed: {words}");
    }

    public int Integer(int min, int max, params ReadOnlySpan<(string Word, int Value)> words)
    {
        string text = Text();
        foreach (var (word, value) in words)
        {
            if (word == text) return value;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max) return number;
        string others = string.Concat(words.ToArray().Select(w => $" or {w.Word}"));
        throw Error($"<{Name}> in <{Element.Parent!.Name.LocalName}> is '{Shorten(text)}', allowed: {min} to {max}{others}");
    }

    private static int Line(XObject node) => ((IXmlLineInfo)node).LineNumber;

    private static string List(ReadOnlySpan<string> names) => names.IsEmpty ? "none" : string.Join(", ", names.ToArray());

    public static string Shorten(string text) => text.Trim() is { Length: > 40 } t ? t[..40] + "…" : text.Trim();
}
