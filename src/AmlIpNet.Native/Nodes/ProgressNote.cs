namespace AmlIpNet.Native;

/// <summary>The newest progress of a job, for the host to look at.</summary>
internal sealed class ProgressNote : IProgress<JobProgress>
{
    private readonly Lock _lock = new();
    private JobProgress _last;
    private ulong _reports;

    public void Report(JobProgress value)
    {
        lock (_lock) (_last, _reports) = (value, _reports + 1);
    }

    public (JobProgress Last, ulong Reports) Look()
    {
        lock (_lock) return (_last, _reports);
    }
}
