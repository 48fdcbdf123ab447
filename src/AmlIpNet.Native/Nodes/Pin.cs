using System.Buffers;

namespace AmlIpNet.Native;

/// <summary>Something with bytes that the host may look at.</summary>
internal interface IMessage
{
    /// <summary>Its bytes, at an address that stays until it is closed.</summary>
    MessageView View();
}

/// <summary>Bytes at a fixed address, and what belongs to them.</summary>
internal readonly record struct MessageView(nint Data, int Length, ulong Task, NodeId Node);

/// <summary>Keeps the bytes of a message where they are, from the first look at them until they are released.</summary>
internal sealed unsafe class Pin
{
    private readonly Lock _lock = new();
    private MemoryHandle _pin;
    private bool _isPinned, _isReleased;

    public MessageView View(ReadOnlyMemory<byte> payload, ulong task, NodeId node)
    {
        lock (_lock)
        {
            if (_isReleased) throw new NativeException(ErrorCode.Handle, "The message was closed at the same time: close it after the last use.");
            if (!_isPinned && payload.Length > 0) (_pin, _isPinned) = (payload.Pin(), true);
            return new MessageView((nint)_pin.Pointer, payload.Length, task, node);
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _pin.Dispose();
            (_isPinned, _isReleased) = (false, true);
        }
    }
}
