using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>
/// Batches of a shard, larger and larger: batch k has 200 × 1.06^k images, at most 2,000. They are drawn without replacement; when all
/// are used up they are shuffled again. The seed gives the same batches every time.
/// </summary>
internal sealed class BatchStream
{
    private const double First = 200, Growth = 1.06, Most = 2_000;

    private readonly Examples _shard;
    private readonly SplitMix64 _random;
    private readonly int[] _order;
    private int _next;
    private int _batches;

    public BatchStream(Examples shard, ulong seed)
    {
        _shard = shard;
        _random = new SplitMix64(seed);
        _order = [.. Enumerable.Range(0, shard.Count)];
        _next = _order.Length;
    }

    public DataSet Next()
    {
        var batch = new DataSet();
        foreach (var image in NextImages()) _shard.AddTo(batch, image);
        return batch;
    }

    /// <summary>The next batch as the numbers of its images in the shard.</summary>
    public int[] NextImages()
    {
        var size = Math.Min((int)Math.Min(First * Math.Pow(Growth, _batches++), Most), _order.Length);
        var images = new int[size];
        foreach (ref var image in images.AsSpan())
        {
            if (_next == _order.Length)
            {
                _random.Shuffle<int>(_order);
                _next = 0;
            }

            image = _order[_next++];
        }

        return images;
    }
}
