using System.Runtime.InteropServices;

namespace AmlIpNet.Nodes;

internal static class NativePayload
{
    /// <summary>Copies native memory into an exact array.</summary>
    public static byte[] Copy(nint address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0) return [];
        if (address == 0) throw new ArgumentException($"The address is null, but the length is {length}: pass the bytes, or the length 0.", nameof(address));
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        Marshal.Copy(address, bytes, 0, length);
        return bytes;
    }
}
