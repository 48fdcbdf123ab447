namespace AmlIpNet.Protocol.Tests.Jobs;

public sealed class JobServerAllocationTests
{
    [Fact]
    public void A_native_job_allocates_nothing()
    {
        var machine = new JobServer(ServerBench.Server, ServerBench.Incarnation);
        List<JobServerAction> actions = new(64);
        var now = TimeSpan.Zero;
        ulong task = 0;
        Do(JobServerEvent.SetSlots(2));
        Do(JobServerEvent.Work(ServerBench.B, 1, ServerBench.Incarnation, 1, 1));
        Do(JobServerEvent.Solved(new(ServerBench.B, 1))); // jobs are known to be short: one more is kept
        Run(2_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(20_000);
        long perJob = (GC.GetAllocatedBytesForCurrentThread() - before) / 20_000;
        Assert.True(perJob == 0, $"{perJob} bytes are allocated for each job.");

        // Two run, one is kept; each event asks for the next timer, as a session does.
        void Run(int jobs)
        {
            for (int i = 0; i < jobs; i++)
            {
                now += TimeSpan.FromMilliseconds(0.1);
                task++;
                Do(JobServerEvent.Work(ServerBench.A, 1, ServerBench.Incarnation, task, task, timeLeft: TimeSpan.FromSeconds(60)));
                if (machine.NextDue <= now) Do(JobServerEvent.Time);
                if (task > 2) Do(JobServerEvent.Solved(new(ServerBench.A, task - 2)));
            }
        }

        void Do(in JobServerEvent input)
        {
            actions.Clear();
            machine.Handle(input, now, actions);
        }
    }
}
