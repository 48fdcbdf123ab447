using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>Values that are being brought: their parts are put together here. A value that comes in one part is not copied.</summary>
internal sealed class PartBuffers
{
    private readonly Dictionary<string, byte[]> _buffers = [];

    /// <summary>Keeps a part that its fetcher accepted.</summary>
    public void Accept(in DataAction action, byte[] part)
    {
        if (action.Info.Size == part.Length)
        {
            _buffers[action.Key] = part;
            return;
        }

        if (!_buffers.TryGetValue(action.Key, out byte[]? buffer) || buffer.Length != action.Info.Size)
            _buffers[action.Key] = buffer = GC.AllocateUninitializedArray<byte>((int)action.Info.Size);
        part.CopyTo(buffer, action.Offset);
    }

    public void Drop(string key) => _buffers.Remove(key);

    /// <summary>Takes the whole value out.</summary>
    public byte[] Take(string key) => _buffers.Remove(key, out byte[]? buffer) ? buffer : [];
}
