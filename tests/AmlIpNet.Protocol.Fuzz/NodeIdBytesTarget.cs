namespace AmlIpNet.Protocol.Fuzz;

/// <summary>Ids made of bytes of the wire: kept byte by byte, and shown without control characters whatever the bytes are.</summary>
public sealed class NodeIdBytesTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "NodeId.TryCreate";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        [.. "main"u8, 1, 2, 3, 4],
        [.. "a name of twenty-eight bytes"u8, 255, 255, 255, 255],
        [.. "\u001b[2J\u0007\u202e\u2028"u8, 0, 0, 0, 0],
        [0xc3, 0x28, 0xe2, 0x82, 0xff, 0xf0, 0x9f, 0x98, 0x80, 1, 2, 3, 4],
    ];

    /// <inheritdoc/>
    public override long AllocationBound => 0;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        if (input.Length < NodeId.RandomBytes) return false;
        if (!NodeId.TryCreate(input[..^NodeId.RandomBytes], input[^NodeId.RandomBytes..], out var id)) return false;
        Span<byte> bytes = stackalloc byte[NodeId.MaxNameBytes];
        Require(bytes[..id.CopyNameTo(bytes)].SequenceEqual(input[..^NodeId.RandomBytes]), "the name's bytes changed");
        id.CopyRandomTo(bytes);
        Require(bytes[..NodeId.RandomBytes].SequenceEqual(input[^NodeId.RandomBytes..]), "the random bytes changed");

        Span<char> shown = stackalloc char[NodeId.MaxTextLength];
        Require(id.TryFormat(shown, out int length, default, null), "the id's text is longer than its bound");
        foreach (char c in shown[..length]) Require(!char.IsControl(c), "the id's text would control a terminal");
        return true;
    }
}
