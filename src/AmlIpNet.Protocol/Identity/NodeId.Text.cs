using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AmlIpNet;

public readonly partial struct NodeId : ISpanFormattable
{
    /// <summary>The longest text of an id, in UTF-16 characters.</summary>
    public const int MaxTextLength = MaxNameBytes * SafeText.MaxCharsPerByte + SuffixLength;

    private const int SuffixLength = 3 * RandomBytes;

    /// <summary>Whether AML-IP's direct topics can be named after this node: its name is well-formed UTF-8. Other names exist only by
    /// malice or mistake; such a node can be shown, but not answered.</summary>
    public bool IsAddressable
    {
        get
        {
            Span<byte> name = stackalloc byte[MaxNameBytes];
            return Utf8.IsValid(name[..CopyNameTo(name)]);
        }
    }

    /// <summary>The id as <c>name.aa.bb.cc.dd</c>, lower-case hexadecimal, safe to show (see <see cref="Name"/>).</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        TryFormat(text, out int length, default, null);
        return new string(text[..length]);
    }

    /// <inheritdoc cref="ToString()"/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>Writes what <see cref="ToString()"/> returns. <see cref="MaxTextLength"/> characters are always enough.</summary>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> name = stackalloc byte[MaxNameBytes];
        int length = SafeText.Format(name[..CopyNameTo(name)], destination);
        bool fits = length >= 0 && destination.Length - length >= SuffixLength;
        charsWritten = fits ? length + SuffixLength : 0;
        if (fits) WriteSuffix(destination[length..]);
        return fits;
    }

    /// <summary>
    /// Reads an id from <c>name.aa.bb.cc.dd</c>, as it stands at the end of the names of direct topics. The name may be empty and may
    /// have dots; the digits are lower-case.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NodeId id)
    {
        id = default;
        if (text.Length < SuffixLength) return false;
        var suffix = text[^SuffixLength..];
        Span<byte> random = stackalloc byte[RandomBytes];
        for (int i = 0; i < RandomBytes; i++)
        {
            var part = suffix.Slice(3 * i, 3);
            if (part[0] != '.' || !char.IsAsciiHexDigitLower(part[1]) || !char.IsAsciiHexDigitLower(part[2])) return false;
            Convert.FromHexString(part[1..], random.Slice(i, 1), out _, out _);
        }

        Span<byte> name = stackalloc byte[MaxNameBytes];
        return Utf8.FromUtf16(text[..^SuffixLength], name, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done
            && TryCreate(name[..length], random, out id);
    }

    /// <summary>A topic's name: the prefix and this id. An <see cref="IsAddressable"/> name stands in it exactly as it is.</summary>
    internal string AppendTo(string prefix)
    {
        Span<byte> bytes = stackalloc byte[MaxNameBytes];
        var name = bytes[..CopyNameTo(bytes)];
        Span<char> suffix = stackalloc char[SuffixLength];
        WriteSuffix(suffix);
        return string.Concat(prefix, Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : SafeText.Format(name), suffix);
    }

    private void WriteSuffix(Span<char> destination)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        CopyRandomTo(random);
        for (int i = 0; i < RandomBytes; i++)
        {
            destination[3 * i] = '.';
            SafeText.Hex(random[i], destination[(3 * i + 1)..]);
        }
    }
}
