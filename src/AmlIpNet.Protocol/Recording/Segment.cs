namespace AmlIpNet.Protocol;

/// <summary>A snapshot of the state and the events after it, in chunks of memory that are used again.</summary>
internal sealed class Segment
{
    public const int ChunkSize = 16 << 10;

    private readonly List<byte[]> _chunks = [];

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of the snapshot.</summary>
    public int SnapshotLength { get; set; }

    /// <summary>Events in it.</summary>
    public int Events { get; set; }

    /// <summary>Bytes of memory that it has.</summary>
    public int Capacity => _chunks.Count * ChunkSize;

    /// <summary>How many chunks more it takes to append so many bytes.</summary>
    public int ChunksFor(int bytes) => Math.Max(0, (Length + bytes - Capacity + ChunkSize - 1) / ChunkSize);

    /// <summary>Adds memory.</summary>
    public void Add(byte[] chunk) => _chunks.Add(chunk);

    /// <summary>Appends bytes, for which there is memory.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int at = Length % ChunkSize;
            int count = Math.Min(ChunkSize - at, bytes.Length);
            bytes[..count].CopyTo(_chunks[Length / ChunkSize].AsSpan(at));
            bytes = bytes[count..];
            Length += count;
        }
    }

    /// <summary>Copies all bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0, left = Length; left > 0; i++, left -= ChunkSize)
        {
            _chunks[i].AsSpan(0, Math.Min(left, ChunkSize)).CopyTo(destination);
            destination = destination[Math.Min(left, ChunkSize)..];
        }
    }

    /// <summary>Empties it and gives its memory away.</summary>
    public void Clear(Stack<byte[]> chunks)
    {
        foreach (byte[] chunk in _chunks) chunks.Push(chunk);
        _chunks.Clear();
        Length = SnapshotLength = Events = 0;
    }
}
