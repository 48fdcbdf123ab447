using System.Buffers.Binary;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>
/// The bytes of a model, and so of a solution. Version 1, little-endian: <c>AMLS</c>, u16 version, u16 inputs (784), u16
/// classes (10), then the weights as 32-bit floats in the model's order.
/// </summary>
internal static class ModelCodec
{
    public const int Size = HeaderBytes + sizeof(float) * SoftmaxModel.Parameters;

    private const int HeaderBytes = 10;
    private const ushort Version = 1;

    /// <summary>Weights beyond this are refused: no training reaches it, and sums of such weights stay finite.</summary>
    private const float MaxWeight = 1e6f;

    private static ReadOnlySpan<byte> Magic => "AMLS"u8;

    public static byte[] Encode(SoftmaxModel model)
    {
        var bytes = new byte[Size];
        Encode(model, bytes);
        return bytes;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public static void Encode(SoftmaxModel model, Span<byte> destination)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], DigitSet.Inputs);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], DigitSet.Classes);
        var weights = destination[HeaderBytes..];
        for (var i = 0; i < SoftmaxModel.Parameters; i++) BinaryPrimitives.WriteSingleLittleEndian(weights[(sizeof(float) * i)..], model.Weights[i]);
    }

    /// <exception cref="PayloadFormatException">The bytes are no model of this version.</exception>
    public static SoftmaxModel Decode(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic)) throw Refuse("the bytes do not start with AMLS");
        if (bytes.Length != Size) throw Refuse($"it has {bytes.Length:N0} bytes instead of {Size:N0}");
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) is var version && version != Version)
            throw Refuse($"it has version {version}, this program reads version {Version}");
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) != DigitSet.Inputs || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != DigitSet.Classes)
            throw Refuse($"it is not for {DigitSet.Inputs} inputs and {DigitSet.Classes} classes");

        var weights = new float[SoftmaxModel.Parameters];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + sizeof(float) * i)..]);
            if (!(MathF.Abs(weights[i]) <= MaxWeight)) throw Refuse($"its weight {i} is {weights[i]}, beyond {MaxWeight}");
        }

        return new SoftmaxModel(weights);
    }

    private static PayloadFormatException Refuse(string why) =>
        new($"This is not a softmax model: {why}. Main and Computing nodes must both run the softmax model of the same version.");
}
