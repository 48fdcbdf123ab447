using System.Buffers.Binary;

namespace AmlIpNet.Testing;

/// <summary>A hash of bytes that is the same on every machine.</summary>
internal static class StateHash
{
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Prng.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) + 0x9E3779B97F4A7C15;
        foreach (byte rest in bytes) hash = Prng.Mix(hash ^ rest) + 0x9E3779B97F4A7C15;
        return hash;
    }
}
