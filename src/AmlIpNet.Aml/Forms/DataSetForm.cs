namespace AmlIpNet.Aml;

/// <summary>
/// A data-set within a form: the terms as <see cref="TermForm"/>, then the duples.
/// A duple is a varint of left's distance from the left before (zigzag), a bit "same right term as before" and a bit "positive"; then,
/// unless it is the same, right's distance from the right before.
/// </summary>
internal static class DataSetForm
{
    public static void Write(FormWriter writer, DataSet data)
    {
        writer.Varint(data.Terms.Count);
        foreach (var term in data.Terms) TermForm.Write(writer, term.Constants);
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
            if (data.Intern(TermForm.Read(ref reader, constantCount)) != i) throw reader.Error($"term {i:N0} repeats a term");
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

    private static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static int UnZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);
}
