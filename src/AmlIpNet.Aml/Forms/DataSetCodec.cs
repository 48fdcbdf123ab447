namespace AmlIpNet.Aml;

/// <summary>The bytes of a <see cref="DataSet"/>. Equal data-sets (same terms and duples in the same order) have equal bytes.</summary>
public static class DataSetCodec
{
    private const string What = "data-set";

    /// <summary>Writes it. A digit with its ten duples takes about 111 bytes.</summary>
    public static byte[] Encode(DataSet data)
    {
        var writer = new FormWriter(FormKind.DataSet);
        DataSetForm.Write(writer, data);
        return writer.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="AmlFormatException">The bytes are no data-set of this version, or exceed a limit.</exception>
    public static DataSet Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.DataSet, What, limits);
        var data = DataSetForm.Read(ref reader, reader.Limits.MaxConstants);
        reader.End();
        return data;
    }
}
