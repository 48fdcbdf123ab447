using System.Collections.Immutable;
using AmlIpNet.Cli.Running;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Commands;

/// <summary>Attributes as a user writes them: KEY=VALUE.</summary>
internal static class AttributeArgument
{
    /// <exception cref="BadInputException">One is not written so, or comes twice.</exception>
    public static ImmutableSortedDictionary<string, string> Read(IEnumerable<string> texts)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value]) throw new BadInputException($"The attribute '{text}' has no value: write KEY=VALUE, such as gpu=1.");
            if (!attributes.TryAdd(key, value)) throw new BadInputException($"The attribute {key} is there twice: say it once.");
        }

        return attributes.ToImmutable();
    }

    /// <summary>Several in one text, with spaces between.</summary>
    /// <exception cref="BadInputException">One is not written so, or comes twice.</exception>
    public static ServerAttributes Read(string text) => ServerAttributes.Of(Read(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
