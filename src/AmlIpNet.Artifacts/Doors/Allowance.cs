namespace AmlIpNet.Artifacts;

/// <summary>How often in a second something is told of: whoever knocks all day fills no disk. Safe to use from any thread.</summary>
internal sealed class Allowance
{
    private const int MaxInSecond = 100;
    private readonly Lock _lock = new();
    private long _second;
    private int _told;

    public bool MayTell()
    {
        lock (_lock)
        {
            long second = Environment.TickCount64 / 1_000;
            if (second != _second) (_second, _told) = (second, 0);
            return _told++ < MaxInSecond;
        }
    }
}
