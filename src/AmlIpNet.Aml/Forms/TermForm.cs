using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// A term within a form: a varint whose two lowest bits say which of three spellings follows, the shortest one. Its other bits are the number of
/// constants, which follow as <see cref="FormWriter.Ascending"/>; or the bytes of a bitmap of the constants; or, of a term of n constants that holds
/// either c or c + n for each c below n, that number n: the bits say which c are held. So an image of black and white pixels takes a bit a pixel.
/// </summary>
internal static class TermForm
{
    private enum Spelling
    {
        List,
        Bitmap,
        Halves,
    }

    public static void Write(FormWriter writer, ReadOnlySpan<ushort> constants)
    {
        var (spelling, size) = Shortest(constants);
        writer.Varint(size << 2 | (int)spelling);
        if (spelling == Spelling.List)
        {
            writer.Ascending(constants);
            return;
        }

        var bound = spelling == Spelling.Bitmap ? size * 8 : size;
        var bytes = (bound + 7) / 8;
        var bits = writer.Reserve(bytes)[..bytes];
        bits.Clear();
        foreach (var c in constants)
        {
            if (c < bound) bits[c >> 3] |= (byte)(1 << (c & 7));
        }

        writer.Advance(bytes);
    }

    /// <summary>Reads a term.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="constantCount">Its constants are below it.</param>
    public static Term Read(ref FormReader reader, int constantCount)
    {
        var head = reader.Number("a term's head", (Term.MaxConstant + 1) << 2 | 3);
        var (spelling, size) = ((Spelling)(head & 3), head >> 2);
        if ((spelling == Spelling.Halves ? size / 8 : size) > reader.Left) throw reader.Error($"a term announces {size:N0} constants or bytes, but only {reader.Left:N0} bytes are left");
        var constants = spelling switch
        {
            Spelling.List => ReadList(ref reader, size, constantCount),
            Spelling.Bitmap => ReadBitmap(ref reader, size, constantCount),
            Spelling.Halves => ReadHalves(ref reader, size, constantCount),
            _ => throw reader.Error("a term's spelling is unknown"),
        };
        if (Shortest(constants) != (spelling, size)) throw reader.Error("a term is not written in its shortest spelling");
        return Term.OfAscending(constants);
    }

    private static ushort[] ReadList(ref FormReader reader, int count, int constantCount)
    {
        var constants = new ushort[count];
        reader.Ascending(constants, constantCount, "a term");
        return constants;
    }

    private static ushort[] ReadBitmap(ref FormReader reader, int size, int constantCount)
    {
        var bits = reader.Bytes(size, "a term");
        if (size == 0 || bits[^1] == 0) throw reader.Error("a term's bitmap has zeros at its end");
        var highest = size * 8 - 1 - (BitOperations.LeadingZeroCount((uint)bits[^1]) - 24);
        if (highest >= constantCount) throw reader.Error($"a term holds constant {highest:N0}, but there are {constantCount:N0} constants");
        var count = 0;
        foreach (var b in bits) count += BitOperations.PopCount(b);
        var constants = new ushort[count];
        count = 0;
        for (var i = 0; i < size; i++)
        {
            for (uint b = bits[i]; b != 0; b &= b - 1) constants[count++] = (ushort)(i * 8 + BitOperations.TrailingZeroCount(b));
        }

        return constants;
    }

    private static ushort[] ReadHalves(ref FormReader reader, int count, int constantCount)
    {
        var bits = reader.Bytes((count + 7) / 8, "a term");
        if ((count & 7) != 0 && bits[^1] >> (count & 7) != 0) throw reader.Error("a term's bits go on after its last constant");
        var constants = new ushort[count];
        var held = 0;
        foreach (var b in bits) held += BitOperations.PopCount(b);
        var (low, high) = (0, held);
        for (var c = 0; c < count; c++)
        {
            if ((bits[c >> 3] >> (c & 7) & 1) != 0) constants[low++] = (ushort)c;
            else if (c + count < constantCount) constants[high++] = (ushort)(c + count);
            else throw reader.Error($"a term holds constant {c + count:N0}, but there are {constantCount:N0} constants");
        }

        if (held > 0 && constants[held - 1] >= constantCount) throw reader.Error($"a term holds constant {constants[held - 1]:N0}, but there are {constantCount:N0} constants");
        return constants;
    }

    private static (Spelling Spelling, int Size) Shortest(ReadOnlySpan<ushort> constants)
    {
        var count = constants.Length;
        var list = SizeOf(count << 2);
        var previous = -1;
        foreach (var c in constants)
        {
            list += SizeOf(c - previous - 1);
            previous = c;
        }

        var best = (Bytes: list, Spelling.List, Size: count);
        var bitmap = count == 0 ? 0 : (constants[^1] >> 3) + 1;
        var whole = bitmap + SizeOf(bitmap << 2);
        if (whole < best.Bytes) best = (whole, Spelling.Bitmap, bitmap);
        var halves = (count + 7) / 8 + SizeOf(count << 2);
        if (halves < best.Bytes && IsHalves(constants)) best = (halves, Spelling.Halves, count);
        return (best.Item2, best.Size);
    }

    // Whether the constants below n and, less n, those from n on are together all numbers below n, once each.
    private static bool IsHalves(ReadOnlySpan<ushort> constants)
    {
        var n = constants.Length;
        if (constants[^1] >= 2 * n) return false;
        var low = 0;
        while (low < n && constants[low] < n) low++;
        var (a, b) = (0, low);
        for (var c = 0; c < n; c++)
        {
            var held = a < low && constants[a] == c;
            if (held == (b < n && constants[b] == c + n)) return false;
            if (held) a++;
            else b++;
        }

        return true;
    }

    private static int SizeOf(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : 3;
}
