using System.Text;

namespace AmlIpNet.Native;

/// <summary>Bytes and text that cross the boundary; always copied.</summary>
internal static unsafe class NativeText
{
    /// <summary>Copies what the host passed.</summary>
    public static byte[] Bytes(void* data, long length)
    {
        if (length < 0) throw new NativeException(ErrorCode.Argument, $"The length is {length}: pass 0 or more.");
        if (length > Array.MaxLength) throw new NativeException(ErrorCode.PayloadTooLarge, $"{length:N0} bytes are more than one message can have ({Array.MaxLength:N0}): send less.");
        if (length == 0) return [];
        if (data is null) throw new NativeException(ErrorCode.Argument, $"The address is null, but the length is {length}: pass the bytes, or the length 0.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        new ReadOnlySpan<byte>(data, (int)length).CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads a text that ends with a zero byte; null is empty.</summary>
    public static string Read(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Writes a text and a zero byte, cut off at a whole character where there is no room.</summary>
    public static void Write(string text, byte* destination, int capacity)
    {
        var room = new Span<byte>(destination, capacity - 1);
        Encoding.UTF8.GetEncoder().Convert(text, room, flush: true, out _, out int written, out _);
        destination[written] = 0;
    }

    /// <summary>A pointer that must not be null.</summary>
    public static void ThrowIfNull(void* pointer, string name)
    {
        if (pointer is null) throw new NativeException(ErrorCode.Argument, $"The argument {name} is null: pass an address.");
    }
}
