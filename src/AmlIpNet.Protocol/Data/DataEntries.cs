using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// The body of a control message: its entries as CDR, encapsulation included. Type <c>amlipnet::v1::data_entries</c>.
/// </summary>
public static class DataEntries
{
    private const int SmallestEntry = 4 + 2 + 2 + 8 + 16 + 4 + 8 + 8 + 4 + 4 + 4 + 4 + 4;

    /// <summary>The entries as bytes.</summary>
    /// <exception cref="ArgumentException">Something is above its bound.</exception>
    public static byte[] ToBytes(IReadOnlyList<DataEntry> entries)
    {
        if (entries.Count > DataBounds.MaxEntries) throw new ArgumentException($"{entries.Count} entries are too many for one message: at most {DataBounds.MaxEntries} go.", nameof(entries));
        int size = 16;
        foreach (var entry in entries) size += LargestSize(entry);
        var bytes = new byte[size];
        var writer = new CdrWriter(bytes);
        writer.WriteUInt16(NativeBounds.Version);
        writer.WriteUInt32((uint)entries.Count);
        foreach (var entry in entries) Write(ref writer, entry);
        return bytes[..writer.Length];
    }

    /// <summary>Reads entries of either byte order; bytes after them are ignored.</summary>
    /// <returns>False when the bytes are malformed, of another version, or something is above its bound.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ImmutableArray<DataEntry> entries)
    {
        entries = [];
        var reader = new CdrReader(bytes);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        int count = reader.ReadCount(DataBounds.MaxEntries);
        if (!known || reader.Failed || (long)count * SmallestEntry > bytes.Length + 64) return false;
        var list = ImmutableArray.CreateBuilder<DataEntry>(count);
        for (int i = 0; i < count; i++)
        {
            if (Read(ref reader) is not { } entry) return false;
            list.Add(entry);
        }

        entries = list.MoveToImmutable();
        return true;
    }

    /// <summary>Cuts a long list into pages that each fit into a message; an empty list is one empty page.</summary>
    public static IEnumerable<ImmutableArray<DataEntry>> Pages(IEnumerable<DataEntry> entries)
    {
        var page = ImmutableArray.CreateBuilder<DataEntry>();
        int size = 0, pages = 0;
        foreach (var entry in entries)
        {
            int more = LargestSize(entry);
            if (page.Count == DataBounds.MaxEntries || (page.Count > 0 && size + more > DataBounds.PageBytes))
            {
                pages++;
                yield return page.DrainToImmutable();
                size = 0;
            }

            page.Add(entry);
            size += more;
        }

        if (page.Count > 0 || pages == 0) yield return page.DrainToImmutable();
    }

    private static int LargestSize(DataEntry entry)
    {
        int size = SmallestEntry + 24 + Utf8(entry.Key) + Utf8(entry.Info.ContentType) + Utf8(entry.Text) + entry.Nodes.Count * (NodeIdCdr.MaxSize + 4);
        if (entry.Recipe is not { } recipe) return size;
        size += 32 + Utf8(recipe.Function) + recipe.Arguments.Length;
        foreach (string key in recipe.Needed) size += Utf8(key) + 8;
        return size;

        static int Utf8(string text) => Encoding.UTF8.GetByteCount(text) + 8;
    }

    private static void Write(ref CdrWriter writer, DataEntry entry)
    {
        WriteText(ref writer, entry.Key, DataBounds.MaxKeyBytes, "key");
        writer.WriteUInt16((ushort)entry.State);
        writer.WriteUInt16((ushort)entry.Code);
        WriteInfo(ref writer, entry.Info);
        writer.WriteUInt64(entry.Offset);
        writer.WriteUInt32(entry.Length);
        writer.WriteUInt32(entry.Deaths);
        OutcomeMessage.WriteCut(ref writer, entry.Text, DataBounds.MaxTextBytes);
        Check(entry.Nodes.Count, DataBounds.MaxNodes, "nodes");
        writer.WriteUInt32((uint)entry.Nodes.Count);
        foreach (var node in entry.Nodes) writer.WriteNodeId(node);
        writer.WriteUInt32(entry.Recipe is null ? 0u : 1u);
        if (entry.Recipe is not { } recipe) return;
        WriteText(ref writer, recipe.Function, DataBounds.MaxFunctionBytes, "function's name");
        Check(recipe.Arguments.Length, DataBounds.MaxArgumentBytes, "bytes of arguments");
        writer.WriteUInt32((uint)recipe.Arguments.Length);
        writer.WriteOctets(recipe.Arguments.Span);
        Check(recipe.Needed.Count, DataBounds.MaxNeeded, "needed keys");
        writer.WriteUInt32((uint)recipe.Needed.Count);
        foreach (string key in recipe.Needed) WriteText(ref writer, key, DataBounds.MaxKeyBytes, "key");
    }

    private static DataEntry? Read(ref CdrReader reader)
    {
        string key = ReadText(ref reader, DataBounds.MaxKeyBytes);
        ushort state = reader.ReadUInt16(), code = reader.ReadUInt16();
        var info = ReadInfo(ref reader);
        ulong offset = reader.ReadUInt64();
        uint length = reader.ReadUInt32(), deaths = reader.ReadUInt32();
        string text = ReadText(ref reader, DataBounds.MaxTextBytes);
        int nodes = reader.ReadCount(DataBounds.MaxNodes);
        var holders = new List<NodeId>();
        for (; nodes > 0 && !reader.Failed; nodes--) holders.Add(reader.ReadNodeId());
        var recipe = reader.ReadCount(1) == 1 ? ReadRecipe(ref reader) : null;
        if (reader.Failed || info.Size < 0 || !IsName(key) || !IsName(info.ContentType) || (recipe is not null && !(IsName(recipe.Function) && recipe.Needed.All(IsName))) || state > (ushort)KeyState.Error || code > (ushort)DataCode.Denied) return null;
        return new DataEntry(key)
        {
            State = (KeyState)state,
            Code = (DataCode)code,
            Info = info,
            Offset = offset,
            Length = length,
            Deaths = deaths,
            Text = text,
            Nodes = [.. holders],
            Recipe = recipe,
        };
    }

    private static Recipe ReadRecipe(ref CdrReader reader)
    {
        string function = ReadText(ref reader, DataBounds.MaxFunctionBytes);
        byte[] arguments = reader.ReadOctets(reader.ReadCount(DataBounds.MaxArgumentBytes)).ToArray();
        int count = reader.ReadCount(DataBounds.MaxNeeded);
        var needed = new List<string>();
        for (; count > 0 && !reader.Failed; count--) needed.Add(ReadText(ref reader, DataBounds.MaxKeyBytes));
        return new Recipe(function, arguments, [.. needed]);
    }

    internal static void WriteInfo(ref CdrWriter writer, in ValueInfo info)
    {
        writer.WriteUInt64((ulong)info.Size);
        Span<byte> digest = stackalloc byte[ValueInfo.DigestBytes];
        BinaryPrimitives.WriteUInt128BigEndian(digest, info.Digest);
        writer.WriteOctets(digest);
        WriteText(ref writer, info.ContentType ?? "", DataBounds.MaxContentTypeBytes, "content type");
        writer.WriteUInt64(info.Version);
    }

    /// <summary>Reads a value's facts; a negative size says that it cannot be one.</summary>
    internal static ValueInfo ReadInfo(ref CdrReader reader)
    {
        long size = (long)reader.ReadUInt64();
        var digest = reader.ReadOctets(ValueInfo.DigestBytes);
        string type = ReadText(ref reader, DataBounds.MaxContentTypeBytes);
        ulong version = reader.ReadUInt64();
        return reader.Failed ? default : new ValueInfo(size, BinaryPrimitives.ReadUInt128BigEndian(digest), type, version);
    }

    /// <summary>Whether a name can be shown: whoever prints it must not be controlled by it.</summary>
    internal static bool IsName(string text)
    {
        foreach (char c in text)
            if (char.IsControl(c)) return false;
        return true;
    }

    internal static string ReadText(ref CdrReader reader, int bound) => Encoding.UTF8.GetString(reader.ReadText(bound));

    /// <exception cref="ArgumentException">The text is too long or has a NUL character.</exception>
    internal static void WriteText(ref CdrWriter writer, string text, int bound, string what)
    {
        if (text.Contains('\0')) throw new ArgumentException($"The {what} '{text}' has a NUL character: remove it.", nameof(text));
        int length = Encoding.UTF8.GetByteCount(text);
        if (length > bound) throw new ArgumentException($"The {what} '{text[..Math.Min(40, text.Length)]}…' has {length} bytes in UTF-8; at most {bound} are sent: shorten it.", nameof(text));
        writer.WriteText(text);
    }

    private static void Check(int count, int bound, string what)
    {
        if (count > bound) throw new ArgumentException($"{count:N0} {what} are too many for one entry: at most {bound:N0} go.", nameof(count));
    }
}
