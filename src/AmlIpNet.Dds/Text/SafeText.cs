using System.Globalization;
using System.Text;

namespace AmlIpNet;

/// <summary>Turns bytes that came from the network into text that a terminal or a log can show: what is not well-formed UTF-8, and
/// characters that control the display (control, format, line and paragraph separators), become <c>\xNN</c>, byte by byte.</summary>
internal static class SafeText
{
    /// <summary>UTF-16 characters that one byte can become, at most.</summary>
    public const int MaxCharsPerByte = 4;

    /// <summary>Whether the rune can be shown as it is.</summary>
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Writes the text.</summary>
    /// <returns>Characters written, or -1 when <paramref name="destination"/> is too short.</returns>
    public static int Format(ReadOnlySpan<byte> utf8, Span<char> destination)
    {
        int written = 0;
        while (!utf8.IsEmpty)
        {
            bool wellFormed = Rune.DecodeFromUtf8(utf8, out var rune, out int consumed) == System.Buffers.OperationStatus.Done;
            if (wellFormed && IsPrintable(rune))
            {
                if (!rune.TryEncodeToUtf16(destination[written..], out int chars)) return -1;
                written += chars;
            }
            else
            {
                foreach (byte b in utf8[..consumed])
                {
                    if (destination.Length - written < MaxCharsPerByte) return -1;
                    destination[written] = '\\';
                    destination[written + 1] = 'x';
                    Hex(b, destination[(written + 2)..]);
                    written += MaxCharsPerByte;
                }
            }

            utf8 = utf8[consumed..];
        }

        return written;
    }

    /// <summary>The text as a string.</summary>
    public static string Format(ReadOnlySpan<byte> utf8)
    {
        Span<char> buffer = utf8.Length <= 64 ? stackalloc char[256] : new char[utf8.Length * MaxCharsPerByte];
        return new string(buffer[..Format(utf8, buffer)]);
    }

    /// <summary>The text made safe.</summary>
    /// <param name="text">Well-formed or not.</param>
    /// <param name="maxChars">How many of its characters are kept, at most; an ellipsis tells of the rest.</param>
    public static string Of(string text, int maxChars = int.MaxValue)
    {
        bool isCut = text.Length > maxChars;
        var kept = isCut ? text.AsSpan(0, maxChars) : text;
        bool isSafe = true;
        foreach (var rune in kept.EnumerateRunes()) isSafe &= IsPrintable(rune);
        if (!isSafe) kept = Format(Encoding.UTF8.GetBytes(kept.ToArray()));
        return isCut ? $"{kept}…" : isSafe ? text : kept.ToString();
    }

    /// <summary>Text of several lines made safe: only its line feeds stay.</summary>
    public static string OfLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => Of(line)));

    /// <summary>Writes a byte as two lower-case hexadecimal digits.</summary>
    public static void Hex(byte value, Span<char> destination)
    {
        destination[0] = Digit(value >> 4);
        destination[1] = Digit(value & 15);

        static char Digit(int nibble) => (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
    }
}
