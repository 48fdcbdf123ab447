using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AmlIpNet.Native;

/// <summary>The last error of a thread, as text in native memory. Freed with the thread.</summary>
internal sealed unsafe class LastError
{
    [ThreadStatic]
    private static LastError? s_last;

    private byte* _text;
    private bool _hasText;
    private int _handlerCode;

    private LastError() { }

    ~LastError() => NativeMemory.Free(_text);

    /// <summary>The text; "" when there was no error. Valid until the thread's next one.</summary>
    public static byte* Text => s_last is { _hasText: true } last ? last._text : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("\0"u8)); // constant data: it never moves

    /// <summary>The code that a handler gave, when its failure was the last error.</summary>
    public static int HandlerCode => s_last?._handlerCode ?? 0;

    /// <summary>Keeps an error for this thread; never throws.</summary>
    /// <returns>The code to return.</returns>
    public static int Set(Exception error)
    {
        try
        {
            s_last?.Clear();
            string message = error is AmlIpException or OperationCanceledException ? error.Message : $"{error.GetType().Name}: {error.Message}";
            Set(message, (error as JobFailedException)?.Code ?? 0);
        }
        catch
        {
            // Out of memory, most likely: the code must do.
        }

        return ErrorCode.Of(error);
    }

    private static void Set(string message, int handlerCode)
    {
        int length = Encoding.UTF8.GetByteCount(message);
        byte* text = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(message, new Span<byte>(text, length));
        text[length] = 0;
        var last = s_last ??= new LastError();
        last._text = text;
        (last._hasText, last._handlerCode) = (true, handlerCode);
    }

    private void Clear()
    {
        NativeMemory.Free(_text);
        _text = null;
        (_hasText, _handlerCode) = (false, 0);
    }
}
