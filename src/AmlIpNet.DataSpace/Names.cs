using System.Text;
using AmlIpNet.Protocol;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.DataSpace;

/// <summary>What keys, names and sizes must be.</summary>
internal static class Names
{
    public static bool IsName(string? name, int maxBytes) => !string.IsNullOrEmpty(name) && Encoding.UTF8.GetByteCount(name) <= maxBytes && !name.Any(char.IsControl);

    /// <exception cref="ArgumentException">It is no key.</exception>
    public static string Check(string key) => IsName(key, DataBounds.MaxKeyBytes)
        ? key
        : throw new ArgumentException($"'{key}' cannot be a key: use 1 to {DataBounds.MaxKeyBytes} bytes of UTF-8 without control characters.", nameof(key));

    /// <exception cref="ArgumentException">One is no key, or there twice.</exception>
    public static string[] Check(IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return [.. keys.Select(Check).Distinct(StringComparer.Ordinal)];
    }

    /// <exception cref="ArgumentException">It is no content type.</exception>
    public static string CheckContentType(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return contentType.Length == 0 || IsName(contentType, DataBounds.MaxContentTypeBytes)
            ? contentType
            : throw new ArgumentException($"'{contentType[..Math.Min(40, contentType.Length)]}' cannot be a content type: use at most {DataBounds.MaxContentTypeBytes} bytes of UTF-8 without control characters.", nameof(contentType));
    }

    public static void CheckTransfers(NodeOptions options, int transfers, long bytes, int part)
    {
        ThrowUnless(transfers is >= 1 and <= 10_000, "MaxTransfers", transfers, "use 1 to 10,000");
        ThrowUnless(bytes is >= 64 << 10 and <= 1L << 40, "TransferBytes", bytes, "use 64 KiB to 1 TiB (65,536 to 1,099,511,627,776)");
        int most = Math.Min(options.Network.MaxPayloadBytes, 64 << 20);
        ThrowUnless(part >= 1_024 && part <= most, "PartBytes", part, $"use 1,024 to {most:N0}: at most 64 MiB, and no more than {nameof(NetworkOptions)}.{nameof(NetworkOptions.MaxPayloadBytes)}");
    }
}
