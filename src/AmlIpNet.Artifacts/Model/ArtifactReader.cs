using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts;

/// <summary>Makes a message of a text, and says of everything that is wrong where it stands.</summary>
internal sealed class ArtifactReader
{
    private readonly List<string> _faults = [];

    /// <exception cref="InvalidArtifactException">Something is wrong: all of it is said.</exception>
    public static Artifact Read(TextNode node)
    {
        var reader = new ArtifactReader();
        var artifact = new Artifact();
        reader.Fill(artifact, node, "artifact");
        return reader._faults.Count == 0 ? artifact : throw new InvalidArtifactException(reader._faults);
    }

    private void Fill(IMessage message, TextNode node, string what)
    {
        if (node.Entries is null)
        {
            Fault(node, $"{what} is a map of names and values, not {Show(node)}");
            return;
        }

        var seen = new HashSet<FieldDescriptor>();
        foreach (var (key, value) in node.Entries)
        {
            var field = message.Descriptor.Fields.InFieldNumberOrder().FirstOrDefault(field => field.Name == key.Text || field.JsonName == key.Text);
            if (field is null) Fault(key, $"{what} has no '{key.Text}', only {string.Join(", ", message.Descriptor.Fields.InFieldNumberOrder().Select(one => one.Name))}");
            else if (!seen.Add(field)) Fault(key, $"'{key.Text}' stands here twice");
            else if (!value.IsNull) Fill(message, field, value);
        }
    }

    private void Fill(IMessage message, FieldDescriptor field, TextNode node)
    {
        if (field.IsMap)
        {
            if (node.Entries is null) Fault(node, $"'{field.Name}' is a map of names and values, not {Show(node)}");
            var map = (IDictionary)field.Accessor.GetValue(message);
            foreach (var (key, value) in node.Entries ?? [])
            {
                if (key.Text is null || value.Text is null) Fault(key, $"'{field.Name}' maps a text to a text");
                else if (!map.Contains(key.Text)) map.Add(key.Text, value.Text);
                else Fault(key, $"'{key.Text}' stands here twice");
            }
        }
        else if (field.IsRepeated)
        {
            if (node.Items is null) Fault(node, $"'{field.Name}' is a list, not {Show(node)}");
            var list = (IList)field.Accessor.GetValue(message);
            foreach (var item in node.Items ?? [])
            {
                if (One(field, item) is { } value) list.Add(value);
            }
        }
        else if (One(field, node) is { } value) field.Accessor.SetValue(message, value);
    }

    private object? One(FieldDescriptor field, TextNode node)
    {
        if (field.FieldType == FieldType.Message)
        {
            if (field.MessageType == Struct.Descriptor) return node.Entries is null ? Fault(node, $"'{field.Name}' is a map of names and values, not {Show(node)}") : StructOf(node);
            var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            Fill(message, node, field.MessageType.Name.ToLowerInvariant());
            return message;
        }

        if (node.Text is not { } text) return Fault(node, $"'{field.Name}' is a single value, not {Show(node)}");
        return field.FieldType switch
        {
            FieldType.String => text,
            FieldType.Bool => bool.TryParse(text, out bool truth) ? truth : Fault(node, $"'{field.Name}' is true or false, not '{text}'"),
            FieldType.UInt32 => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : Fault(node, $"'{field.Name}' is a whole number from 0 to {uint.MaxValue}, not '{text}'"),
            FieldType.UInt64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : Fault(node, $"'{field.Name}' is a whole number from 0 to {ulong.MaxValue}, not '{text}'"),
            FieldType.Double => TryNumber(text, out double number) ? number : Fault(node, $"'{field.Name}' is a number, not '{text}'"),
            FieldType.Enum when field.EnumType.FindValueByName(text) is { Number: > 0 } value => value.Number,
            FieldType.Enum => Fault(node, $"'{field.Name}' is one of {string.Join(", ", field.EnumType.Values.Where(value => value.Number > 0).Select(value => value.Name))}, not '{text}'"),
            _ => Fault(node, $"'{field.Name}' cannot be written as text"),
        };
    }

    private Struct StructOf(TextNode node)
    {
        var made = new Struct();
        foreach (var (key, value) in node.Entries!)
        {
            if (key.Text is null) Fault(key, "a name is a text");
            else if (!made.Fields.TryAdd(key.Text, ValueOf(value))) Fault(key, $"'{key.Text}' stands here twice");
        }

        return made;
    }

    private Value ValueOf(TextNode node)
    {
        if (node.Entries is not null) return Value.ForStruct(StructOf(node));
        if (node.Items is not null) return Value.ForList([.. node.Items.Select(ValueOf)]);
        if (node.IsQuoted) return Value.ForString(node.Text);
        if (node.IsNull) return Value.ForNull();
        return node.Text switch
        {
            "true" => Value.ForBool(true),
            "false" => Value.ForBool(false),
            var text when TryNumber(text!, out double number) => Value.ForNumber(number),
            var text => Value.ForString(text),
        };
    }

    /// <summary>A finite number, as JSON has them.</summary>
    internal static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private object? Fault(TextNode node, string what)
    {
        _faults.Add($"Line {node.Line}, column {node.Column}: {what}.");
        return null;
    }

    private static string Show(TextNode node) => node.Items is not null ? "a list" : node.Entries is not null ? "a map" : $"'{node.Text}'";
}
