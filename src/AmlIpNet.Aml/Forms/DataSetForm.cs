using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// A data-set within a form: the terms, then the duples. A term is a varint whose lowest bit says which of two spellings follows, the shorter one:
/// its constants as <see cref="FormWriter.Ascending"/> (the varint's other bits are their number) or a bitmap (their number is its bytes).
/// A duple is a varint of left's distance from the left before (zigzag), a bit "same right term as before" and a bit "positive"; then,
/// unless it is the same, right's distance from the right before.
/// </summary>
internal static class DataSetForm
{
    public static void Write(FormWriter writer, DataSet data)
    {
        writer.Varint(data.Terms.Count);
        foreach (var term in data.Terms) WriteTerm(writer, term.Constants);
        writer.Varint(data.Duples.Count);
        int left = 0, right = 0;
        foreach (var duple in data.Duples)
        {
            var same = duple.Right == right;
            // Terms are fewer than 2^28: every number fits.
            writer.Varint((int)(ZigZag(duple.Left - left) << 2) | (same ? 2 : 0) | (duple.IsPositive ? 1 : 0));
            if (!same) writer.Varint((int)ZigZag(duple.Right - right));
            (left, right) = (duple.Left, duple.Right);
        }
    }

    /// <summary>Reads a data-set.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="constantCount">Its constants are below it.</param>
    /// <param name="onlyPositives">Whether a negative duple is an error.</param>
    public static DataSet Read(ref FormReader reader, int constantCount, bool onlyPositives = false)
    {
        var data = new DataSet();
        var terms = reader.TermCount();
        for (var i = 0; i < terms; i++)
        {
            if (data.Intern(Term.OfAscending(ReadTerm(ref reader, constantCount))) != i) throw reader.Error($"term {i:N0} repeats a term");
        }

        var duples = reader.DupleCount();
        data.EnsureDuples(duples);
        int left = 0, right = 0;
        for (var i = 0; i < duples; i++)
        {
            var head = (uint)reader.Number("a duple", int.MaxValue);
            left += UnZigZag(head >> 2);
            var same = (head & 2) != 0;
            if (!same)
            {
                var distance = UnZigZag((uint)reader.Number("a duple's right term", int.MaxValue));
                if (distance == 0) throw reader.Error("a duple's right term is misspelt");
                right += distance;
            }

            if ((uint)left >= (uint)terms || (uint)right >= (uint)terms) throw reader.Error($"duple {i:N0} names a term that is not there");
            var positive = (head & 1) != 0;
            if (onlyPositives && !positive) throw reader.Error($"duple {i:N0} is negative among stored positives");
            data.Add(new Duple(left, right, positive));
        }

        return data;
    }

    private static void WriteTerm(FormWriter writer, ReadOnlySpan<ushort> constants)
    {
        var bitmap = BitmapSize(constants);
        if (!BitmapIsShorter(constants))
        {
            writer.Varint(constants.Length << 1);
            writer.Ascending(constants);
            return;
        }

        writer.Varint((bitmap << 1) | 1);
        var bits = writer.Reserve(bitmap)[..bitmap];
        bits.Clear();
        foreach (var c in constants) bits[c >> 3] |= (byte)(1 << (c & 7));
        writer.Advance(bitmap);
    }

    private static ushort[] ReadTerm(ref FormReader reader, int constantCount)
    {
        var head = reader.Number("a term's head", (Term.MaxConstant + 1) << 1 | 1);
        var size = head >> 1;
        if (size > reader.Left) throw reader.Error($"a term announces {size:N0} bytes, but only {reader.Left:N0} are left");
        ushort[] constants;
        if ((head & 1) == 0)
        {
            constants = new ushort[size];
            reader.Ascending(constants, constantCount, "a term");
        }
        else
        {
            constants = ReadBitmap(ref reader, size, constantCount);
        }

        if (BitmapIsShorter(constants) != ((head & 1) == 1)) throw reader.Error("a term is not written in its shorter spelling");
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

    private static int BitmapSize(ReadOnlySpan<ushort> constants) => constants.Length == 0 ? 0 : (constants[^1] >> 3) + 1;

    private static bool BitmapIsShorter(ReadOnlySpan<ushort> constants)
    {
        var bitmap = BitmapSize(constants);
        var list = SizeOf(constants.Length << 1);
        var previous = -1;
        foreach (var c in constants)
        {
            list += SizeOf(c - previous - 1);
            previous = c;
        }

        return bitmap + SizeOf((bitmap << 1) | 1) < list;
    }

    private static int SizeOf(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : 3;

    private static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static int UnZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);
}
