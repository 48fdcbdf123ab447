using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AmlIpNet.Artifacts;

/// <summary>Writes a tree as YAML, so that reading it gives the same tree: texts that would be read as something else are in quotes.</summary>
internal static class YamlText
{
    public static void Write(StringBuilder text, TextNode node)
    {
        using var writer = new StringWriter(text) { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings().WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(Emitter emitter, TextNode node)
    {
        if (node.Entries is not null)
        {
            emitter.Emit(new MappingStart());
            foreach (var (key, value) in node.Entries)
            {
                Emit(emitter, key);
                Emit(emitter, value);
            }

            emitter.Emit(new MappingEnd());
        }
        else if (node.Items is not null)
        {
            emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
            foreach (var item in node.Items) Emit(emitter, item);
            emitter.Emit(new SequenceEnd());
        }
        else
        {
            bool isPlain = !node.IsQuoted || IsSafe(node.Text!);
            emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node.Text!, isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlain, !isPlain));
        }
    }

    /// <summary>Whether a text stands for itself without quotes.</summary>
    private static bool IsSafe(string text) => text is not ("" or "true" or "false" or "null") && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && !ArtifactReader.TryNumber(text, out _);
}
