namespace AmlIpNet.Nodes;

// What is counted for those who collect it: written on the loop, read from anywhere.
internal sealed partial class ClientSession
{
    /// <summary>Jobs that no server has.</summary>
    public int WaitingJobs => _machine.Waiting;

    /// <summary>Attempts sent.</summary>
    public long SentAttempts { get; private set; }

    /// <summary>Attempts sent that were not the first at their job.</summary>
    public long RetriedAttempts { get; private set; }

    /// <summary>Attempts that were refused or given back.</summary>
    public long RefusedAttempts => _machine.Refusals;

    /// <summary>Attempts whose handler failed.</summary>
    public long FailedAttempts { get; private set; }

    /// <summary>Attempts that were not heard of in time.</summary>
    public long DoubtedAttempts => _machine.DoubtedAttempts;

    private void CountAttempt(JobRequest job)
    {
        SentAttempts++;
        if (job.Attempts++ > 0) RetriedAttempts++;
        else if (NodeTelemetry.IsSendTimed) NodeTelemetry.Sent(_host, _host.Loop.Time.GetElapsedTime(job.CalledAt));
    }
}
