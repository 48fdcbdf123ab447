using System.Buffers.Binary;
using AmlIpNet.Protocol.Fuzz;

namespace AmlIpNet.Protocol.Tests.Fuzz;

/// <summary>A codec with a planted bug, over samples of ms_data.</summary>
internal abstract class PlantedBug : FuzzTarget
{
    public override string Name => GetType().Name;

    public override IReadOnlyList<byte[]> Samples => FuzzTargets.All.Single(t => t.Name == AmlIpTypes.MsData.Name).Samples;
}

/// <summary>Makes room for as many bytes as the input says, before it looks whether they are there.</summary>
internal sealed class TrustsLength : PlantedBug
{
    public const long Bound = 512;

    private byte[] _name = [];

    public override long AllocationBound => Bound;

    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        if (input.Length < 8) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        _name = new byte[Math.Min(length, 1 << 20)]; // Less than it says, to be kind to the machine that runs this.
        return input[8..].TryCopyTo(_name);
    }
}

/// <summary>Takes as many bytes as the input says, without looking whether they are there.</summary>
internal sealed class ReadsPastEnd : PlantedBug
{
    public override long AllocationBound => 0;

    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        if (input.Length < 8) return false;
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
        return input.Slice(8, length).Contains((byte)0);
    }
}
