using System.Buffers;

namespace AmlIpNet.Cli.Handlers;

/// <summary>Reads a stream to its end, up to a bound.</summary>
internal static class BoundedOutput
{
    private const int FirstPiece = 16_384;

    /// <exception cref="ExecFailedException">There are more bytes than <paramref name="limit"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            // One byte beyond the limit is asked for, to see whether it is there.
            var piece = bytes.GetMemory(Math.Min(FirstPiece, limit - bytes.WrittenCount + 1));
            if (piece.Length > limit - bytes.WrittenCount + 1) piece = piece[..(limit - bytes.WrittenCount + 1)];
            var count = await stream.ReadAsync(piece, cancellationToken);
            if (count == 0) return bytes.WrittenMemory;
            bytes.Advance(count);
            if (bytes.WrittenCount > limit)
                throw new ExecFailedException($"The command wrote more than {limit:N0} bytes, the largest solution: raise --max-payload on every node, or write less.");
        }
    }
}
