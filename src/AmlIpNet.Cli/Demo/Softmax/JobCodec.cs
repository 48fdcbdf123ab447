using System.Buffers.Binary;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>
/// The bytes of a job. Version 1, little-endian: <c>AMLJ</c>, u16 version, u16 epochs, u32 batch size, f32 learning rate,
/// u64 seed, u32 images, the model (<see cref="ModelCodec"/>), a byte of label for each image, then the images' rows of 98
/// bytes.
/// </summary>
internal static class JobCodec
{
    private const int HeaderBytes = 28;
    private const int DataStart = HeaderBytes + ModelCodec.Size;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMLJ"u8;

    public static byte[] Encode(TrainingJob job)
    {
        var bytes = new byte[DataStart + job.Data.Count * (1 + DigitSet.RowBytes)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)job.Parameters.Epochs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), job.Parameters.BatchSize);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12), job.Parameters.LearningRate);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), job.Parameters.Seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), job.Data.Count);
        ModelCodec.Encode(job.Model, bytes.AsSpan(HeaderBytes));
        job.Data.Labels.CopyTo(bytes.AsSpan(DataStart));
        job.Data.Rows.CopyTo(bytes.AsSpan(DataStart + job.Data.Count));
        return bytes;
    }

    /// <summary>The same in parts: the model and the data come again, the header does not.</summary>
    public static Job EncodeInParts(TrainingJob job)
    {
        var bytes = Encode(job);
        return Job.FromMemory(bytes, [HeaderBytes, ModelCodec.Size, bytes.Length - DataStart]);
    }

    /// <exception cref="PayloadFormatException">The bytes are no job of this version.</exception>
    public static TrainingJob Decode(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic)) throw Refuse("the bytes do not start with AMLJ");
        if (bytes.Length < DataStart) throw Refuse($"it has {bytes.Length:N0} bytes, at least {DataStart:N0} are needed");
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) is var version && version != Version)
            throw Refuse($"it has version {version}, this program reads version {Version}");

        var parameters = new TrainingParameters(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadSingleLittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
        if (!parameters.IsValid)
            throw Refuse($"epochs {parameters.Epochs}, batch size {parameters.BatchSize} or learning rate {parameters.LearningRate} is out of range");

        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        var data = bytes[DataStart..];
        if (count < 0 || data.Length != count * (1L + DigitSet.RowBytes)) throw Refuse($"{data.Length:N0} bytes of data are not {count:N0} images");
        if (data[..count].ContainsAnyExceptInRange((byte)0, (byte)(DigitSet.Classes - 1))) throw Refuse($"a label is above {DigitSet.Classes - 1}");
        return new TrainingJob(ModelCodec.Decode(bytes[HeaderBytes..DataStart]), new DigitSet(data[..count].ToArray(), data[count..].ToArray()), parameters);
    }

    private static PayloadFormatException Refuse(string why) =>
        new($"This is not a softmax training job: {why}. Main and Computing nodes must both run the softmax model of the same version.");
}
