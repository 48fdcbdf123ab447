using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlIpNet.Artifacts;

/// <summary>A piece of an artifact's text: a map, a list or a scalar, and where it stands. JSON is read as YAML, which it is a part of.</summary>
internal sealed class TextNode
{
    /// <summary>How deep texts may be nested: bounds what reading costs.</summary>
    private const int MaxDepth = 64;

    private TextNode(Mark at) => (Line, Column) = ((int)at.Line, (int)at.Column);

    public int Line { get; }

    public int Column { get; }

    /// <summary>Of a map, in the order of the text.</summary>
    public List<(TextNode Key, TextNode Value)>? Entries { get; private init; }

    /// <summary>Of a list.</summary>
    public List<TextNode>? Items { get; private init; }

    /// <summary>Of a scalar.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether a scalar is in quotes, and so a string whatever it looks like.</summary>
    public bool IsQuoted { get; private init; }

    /// <summary>Whether it is nothing.</summary>
    public bool IsNull => Text is "" or "null" or "~" && !IsQuoted;

    /// <summary>Reads one document.</summary>
    /// <exception cref="InvalidArtifactException">It is no YAML, or uses what artifacts do not need.</exception>
    public static TextNode Parse(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw new InvalidArtifactException(["The text is empty: write an artifact as JSON or YAML."]);
            parser.Consume<DocumentStart>();
            var node = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out var more)) throw Fault(parser.Current!.Start, "a second document begins: one text is one artifact");
            return node;
        }
        catch (YamlException error)
        {
            throw Fault(error.Start, $"this is neither JSON nor YAML: {error.Message}");
        }
    }

    private static TextNode Read(Parser parser, int depth)
    {
        var current = parser.Current!;
        if (depth > MaxDepth) throw Fault(current.Start, $"more than {MaxDepth} levels are nested here");
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false }) throw Fault(current.Start, "anchors and aliases are not for artifacts: write it out");
        if (parser.TryConsume<Scalar>(out var scalar)) return new(scalar.Start) { Text = scalar.Value, IsQuoted = scalar.Style is not ScalarStyle.Plain };
        if (parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<TextNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(parser, depth + 1));
            return new(list.Start) { Items = items };
        }

        var map = parser.Consume<MappingStart>();
        var entries = new List<(TextNode, TextNode)>();
        while (!parser.TryConsume<MappingEnd>(out _)) entries.Add((Read(parser, depth + 1), Read(parser, depth + 1)));
        return new(map.Start) { Entries = entries };
    }

    private static InvalidArtifactException Fault(Mark at, string what) => new([$"Line {at.Line}, column {at.Column}: {what}."]);
}
