using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AmlIpNet.Protocol;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Nodes;

/// <summary>What a Computing node tells of itself.</summary>
internal static class NodeAttributes
{
    private const int MaxCustom = 48; // the rest of what an availability holds is the node's own
    private const string Option = nameof(ComputingNodeOptions.Attributes);

    public static KeyValuePair<string, string>[] Of(ComputingNodeOptions options)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        attributes["host"] = Environment.MachineName;
        attributes["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        attributes["memory"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20).ToString(CultureInfo.InvariantCulture);
        attributes["slots"] = options.Slots.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in options.Attributes) attributes[key] = value;
        if (options.PartCacheBytes > 0) attributes[SentParts.CapacityAttribute] = options.PartCacheBytes.ToString(CultureInfo.InvariantCulture);
        else attributes.Remove(SentParts.CapacityAttribute); // it would be sent work that it cannot read
        return [.. attributes];
    }

    /// <exception cref="InvalidOptionsException">There are too many, or one cannot be sent.</exception>
    public static void Validate(ImmutableSortedDictionary<string, string> attributes)
    {
        ThrowUnless(attributes is not null, Option, null, "use an empty dictionary for none");
        ThrowUnless(attributes!.Count <= MaxCustom, Option, $"{attributes.Count} attributes", $"use at most {MaxCustom}");
        foreach (var (key, value) in attributes)
        {
            ThrowUnless(key.Length is >= 1 and <= NativeBounds.MaxKeyBytes && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-'), Option, $"'{key}={value}'",
                $"use keys of 1 to {NativeBounds.MaxKeyBytes} lower-case letters, digits and . _ -");
            ThrowUnless(value is not null && Encoding.UTF8.GetByteCount(value) <= NativeBounds.MaxValueBytes && !value.Any(char.IsControl), Option, $"'{key}={value}'",
                $"use values of at most {NativeBounds.MaxValueBytes} bytes without control characters");
        }
    }
}
