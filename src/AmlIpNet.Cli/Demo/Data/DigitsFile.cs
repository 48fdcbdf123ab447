using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AmlIpNet.Cli.Demo.Data;

/// <summary>Reads <c>digits.bin</c>; its form is told in data/digits/README.md.</summary>
internal static class DigitsFile
{
    private const int Version = 1;
    private const int HeaderBytes = 8 + 3 * 2 + DigitSet.Classes * 2;
    private const int MaxFileBytes = 64 << 20;
    private const string Remedy = "Take data/digits/digits.bin of this version, or make it again with data/digits/make-digits.cs.";

    private static ReadOnlySpan<byte> Magic => "AMLDIGIT"u8;

    /// <summary>Where the file lies beside the program.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "data", "digits.bin");

    /// <exception cref="DataFileException">The file is missing, cannot be read, or is not a file of digits.</exception>
    public static DigitSet Read(string path)
    {
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) throw new DataFileException($"The data file {path} is missing. {Remedy}");
            if (info.Length > MaxFileBytes) throw Foreign(path, $"it has {info.Length:N0} bytes, at most {MaxFileBytes:N0} are expected");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"The data file {path} cannot be read ({error.Message.TrimEnd('.')}). Make it readable for this user.", error);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads the bytes of a file; <paramref name="path"/> only names it in errors.</summary>
    public static DigitSet Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (!bytes.StartsWith(Magic)) throw Foreign(path, "it does not start with AMLDIGIT");
        if (bytes.Length < HeaderBytes + SHA256.HashSizeInBytes) throw Foreign(path, $"it ends after {bytes.Length} bytes, within its header");
        var content = bytes[..^SHA256.HashSizeInBytes];
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) is var version && version != Version)
            throw Foreign(path, $"it has version {version}, this program reads version {Version}");
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[content.Length..]))
            throw Foreign(path, "its bytes and its SHA-256 differ: it is damaged or cut off");
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) != DigitSet.Side || BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]) != DigitSet.Classes)
            throw Foreign(path, $"it does not hold images of {DigitSet.Side} x {DigitSet.Side} pixels in {DigitSet.Classes} classes");

        Span<int> counts = stackalloc int[DigitSet.Classes];
        var total = 0;
        for (var c = 0; c < DigitSet.Classes; c++) total += counts[c] = BinaryPrimitives.ReadUInt16LittleEndian(content[(14 + 2 * c)..]);
        var body = content[HeaderBytes..];
        if (total > body.Length / 4) throw Foreign(path, $"it announces {total:N0} images, more than its bytes can hold");

        var labels = new byte[total];
        var rows = new byte[total * DigitSet.RowBytes];
        for (int c = 0, i = 0; c < DigitSet.Classes; c++)
            for (var n = 0; n < counts[c]; n++, i++)
            {
                labels[i] = (byte)c;
                if (!TryReadImage(ref body, rows.AsSpan(i * DigitSet.RowBytes, DigitSet.RowBytes)))
                    throw Foreign(path, $"image {i:N0} reaches beyond its frame or the end of the file");
            }

        if (!body.IsEmpty) throw Foreign(path, $"{body.Length:N0} bytes follow its last image");
        return new DigitSet(labels, rows);
    }

    private static bool TryReadImage(ref ReadOnlySpan<byte> body, Span<byte> row)
    {
        if (body.Length < 4) return false;
        int top = body[0], left = body[1], height = body[2], width = body[3];
        var bits = body[4..];
        var bytes = (height * width + 7) / 8;
        if (top + height > DigitSet.Side || left + width > DigitSet.Side || bytes > bits.Length) return false;
        for (var b = 0; b < height * width; b++)
        {
            if ((bits[b >> 3] >> (b & 7) & 1) == 0) continue;
            var pixel = (top + b / width) * DigitSet.Side + left + b % width;
            row[pixel >> 3] |= (byte)(1 << (pixel & 7));
        }

        body = bits[bytes..];
        return true;
    }

    private static DataFileException Foreign(string path, string why) => new($"The file {path} is not a data file of digits: {why}. {Remedy}");
}
