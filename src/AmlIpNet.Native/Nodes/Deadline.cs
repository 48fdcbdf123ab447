using System.Diagnostics;

namespace AmlIpNet.Native;

/// <summary>A time-out that several waits share.</summary>
/// <param name="milliseconds">-1: without a limit.</param>
internal readonly struct Deadline(int milliseconds)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Milliseconds that are left; -1 without a limit.</summary>
    public int Left => milliseconds < 0 ? Timeout.Infinite : milliseconds - (int)Math.Min(milliseconds, Stopwatch.GetElapsedTime(_start).TotalMilliseconds);
}
