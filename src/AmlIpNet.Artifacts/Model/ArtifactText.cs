using System.Text;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

/// <summary>Artifacts as text: JSON or YAML.</summary>
public static class ArtifactText
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 1 << 20;

    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>Reads JSON or YAML.</summary>
    /// <exception cref="InvalidArtifactException">It cannot be read: all that is wrong is said, with its line. Names that artifacts do not have are wrong too.</exception>
    public static Artifact Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) throw new InvalidArtifactException([$"The text has {text.Length} characters: at most {MaxLength} are read. Put large parameters into files that the nodes have as sources."]);
        return ArtifactReader.Read(TextNode.Parse(text));
    }

    /// <summary>Writes JSON.</summary>
    public static string ToJson(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return s_json.Format(artifact);
    }

    /// <summary>Writes YAML.</summary>
    public static string ToYaml(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var text = new StringBuilder();
        YamlText.Write(text, TextNode.Parse(ToJson(artifact)));
        return text.ToString();
    }
}
