using static AmlIpNet.Protocol.Tests.Jobs.ServerBench;

namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>Native work and auctions on the same slots; clients that go and come back; draining.</summary>
public sealed class JobServerSharingTests
{
    private static readonly NodeId s_peer = NodeId.Create("p", 20);

    [Fact]
    public void An_auction_takes_a_slot_from_its_reply_to_its_solution()
    {
        var bench = new ServerBench(slots: 2);
        Assert.Equal("SendReply p1!", bench.Do(JobServerEvent.Request(s_peer, 1)));
        Assert.Equal("1/2+0", bench.Load());
        Assert.Equal("", bench.Do(JobServerEvent.Target(s_peer, 1, Server)));
        Assert.Equal("Keep p1!, Start p1!", bench.Do(JobServerEvent.Data(s_peer, 1, Server)));
        Assert.Equal("Keep a1, Start a1", bench.Work(A, 1));
        Assert.Equal("Refused(Busy) a2", bench.Work(A, 2));
        Assert.Equal("", bench.Do(JobServerEvent.Request(s_peer, 2)));
        bench.Pass(100);
        Assert.Equal("SendSolution p1!, SendReply p2!", bench.SolveAuction(s_peer, 1));
        Assert.Equal("0/2+0", bench.Load());
    }

    [Fact]
    public void An_auction_that_failed_has_no_word()
    {
        var bench = new ServerBench();
        bench.Do(JobServerEvent.Data(s_peer, 1, Server));
        Assert.Equal("", bench.Do(JobServerEvent.Failed(new(s_peer, 1, true))));
        Assert.Equal("1/1+0", bench.Load());
    }

    [Fact]
    public void Auctions_of_native_clients_are_left_alone_pending_ones_too()
    {
        var bench = new ServerBench();
        bench.Work(A, 1);
        Assert.Equal("", bench.Do(JobServerEvent.Request(B, 1)));
        bench.Do(JobServerEvent.NativeClientFound(B));
        Assert.Equal("", bench.Do(JobServerEvent.Request(B, 2)));
        Assert.Equal("Solution a1", bench.Solve(A, 1));
    }

    [Fact]
    public void While_a_guardian_is_there_no_auction_is_answered_but_the_answered_is_served()
    {
        var bench = new ServerBench(slots: 2);
        bench.Do(JobServerEvent.Request(s_peer, 1));
        bench.Do(JobServerEvent.SetGuarded(true));
        Assert.Equal("", bench.Do(JobServerEvent.Request(s_peer, 2)));
        Assert.Equal("Keep p1!, Start p1!", bench.Do(JobServerEvent.Data(s_peer, 1, Server)));
        Assert.Equal("SendReply p2!", bench.Do(JobServerEvent.SetGuarded(false)));
    }

    [Fact]
    public void Kept_native_work_goes_before_waiting_auctions_but_not_for_ever()
    {
        var bench = new ServerBench(options: new() { NativeTurns = 2 }).WithShortJobs();
        bench.Work(A, 1);
        bench.Do(JobServerEvent.Request(s_peer, 1));
        ulong ran = 1;
        bench.Work(A, 2);
        string done = bench.Solve(A, 1);
        while (!done.Contains("SendReply", StringComparison.Ordinal))
        {
            Assert.True(++ran < 10, "the auction is never answered");
            bench.Work(A, ran + 1);
            done = bench.Solve(A, ran);
        }

        Assert.Equal(3ul, ran); // one at once, two from the queue
        Assert.Equal("Start a4", bench.Do(JobServerEvent.Target(s_peer, 1, NodeId.Undefined)));
    }

    [Fact]
    public void Work_of_a_lost_client_is_held_for_its_return()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        bench.Do(JobServerEvent.ClientLost(A));
        Assert.Equal("Solution a1", bench.Solve(A, 1));
        Assert.Equal([(A, 2ul)], bench.Machine.Held);
        Assert.Equal("Start a2", bench.Do(JobServerEvent.NativeClientFound(A)));
        Assert.DoesNotContain("CancelHandler", bench.Pass(20_000), StringComparison.Ordinal);
    }

    [Fact]
    public void Work_of_a_client_that_does_not_return_is_given_up_without_a_word()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        bench.Do(JobServerEvent.ClientLost(A));
        Assert.Contains("5100: CancelHandler a1, Forget a2", bench.Pass(5001), StringComparison.Ordinal);
        Assert.Equal(2, bench.Machine.Orphaned);
        Assert.Empty(bench.Machine.Held);
        Assert.Equal("0/1+0", bench.Load()); // it holds its slot until the handler ends
        Assert.Equal("Publish", bench.Fail(A, 1));
    }

    [Fact]
    public void A_client_that_starts_anew_voids_what_it_had_asked_for()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 5);
        bench.Work(A, 6);
        Assert.Equal("CancelHandler a5, Forget a6, Keep a1", bench.Work(A, 1, clientIncarnation: 2));
        Assert.Equal("DropSample a7", bench.Work(A, 7, clientIncarnation: 1));
        Assert.Equal("Refused(Busy) a5", bench.Work(A, 5, clientIncarnation: 2)); // its number is still taken
        Assert.Equal("Start a1", bench.Solve(A, 5));
    }

    [Fact]
    public void A_running_auction_of_a_lost_client_is_cancelled_after_the_grace()
    {
        var bench = new ServerBench();
        bench.Do(JobServerEvent.Data(s_peer, 1, Server));
        Assert.Equal("", bench.Do(JobServerEvent.ClientLost(s_peer)));
        Assert.EndsWith("5000: CancelHandler p1!", bench.Pass(6000), StringComparison.Ordinal);
        Assert.Equal("Publish", bench.Do(JobServerEvent.Failed(new(s_peer, 1, true))));
    }

    [Fact]
    public void Draining_hands_back_what_is_kept_and_finishes_what_runs()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.Equal("Forget a2, Refused(Draining) a2, Publish", bench.Do(JobServerEvent.SetTaking(false)));
        Assert.Equal("Refused(Draining) b1", bench.Work(B, 1));
        Assert.Equal("Solution a1", bench.Solve(A, 1));
        Assert.True(bench.Machine.IsIdle);
        Assert.Equal("0/1+0", bench.Load());
        Assert.Equal("Publish", bench.Do(JobServerEvent.SetTaking(true)));
        Assert.Equal("1/1+2", bench.Load());
    }

    [Fact]
    public void Leaving_hands_back_everything_and_says_so_last()
    {
        var bench = new ServerBench(slots: 2).WithShortJobs();
        bench.Do(JobServerEvent.Data(s_peer, 1, Server));
        bench.Do(JobServerEvent.Data(s_peer, 2, Server));
        bench.Do(JobServerEvent.Data(s_peer, 3, Server));
        bench.SolveAuction(s_peer, 1);
        bench.SolveAuction(s_peer, 2);
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.Equal(
            "Forget a2, Refused(Draining) a2, CancelHandler a1, Refused(Draining) a1, CancelHandler p3!, Publish",
            bench.Do(JobServerEvent.Leave));
        Assert.Empty(bench.Machine.Held);
        Assert.Equal("", bench.Fail(A, 1));
        Assert.Equal("", bench.Do(JobServerEvent.Failed(new(s_peer, 3, true))));
        Assert.Equal("", bench.Do(JobServerEvent.SetSlots(5)));
        Assert.Equal("Refused(Draining) b1", bench.Work(B, 1));
        Assert.Equal("", bench.Pass(60_000));
        Assert.True(bench.Machine.IsIdle);
    }

    [Fact]
    public void Without_slots_what_is_kept_is_handed_back()
    {
        var bench = new ServerBench().WithShortJobs();
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.StartsWith("Forget a2, Refused(Busy) a2", bench.Do(JobServerEvent.SetSlots(0)), StringComparison.Ordinal);
        Assert.Equal("Refused(Busy) a3", bench.Work(A, 3));
        Assert.Equal("Solution a1", bench.Solve(A, 1));
    }

    [Fact]
    public void Only_so_many_clients_are_remembered_and_none_that_has_work_here_is_forgotten()
    {
        var bench = new ServerBench(slots: 3, options: new() { MaxClients = 2 });
        bench.Work(A, 1);
        bench.Work(B, 1);
        Assert.Equal("Refused(Busy) c1", bench.Work(C, 1));
        Assert.Equal("Solution a1", bench.Solve(A, 1));
        Assert.StartsWith("Keep c1, Start c1", bench.Work(C, 1), StringComparison.Ordinal);
        Assert.Equal(1, bench.Machine.ForgottenClients);
    }

    [Fact]
    public void Only_so_many_attempts_are_held()
    {
        var bench = new ServerBench(slots: 3, options: new() { MaxHeld = 2 });
        Assert.Equal("2/3+0", bench.Load());
        bench.Work(A, 1);
        bench.Work(A, 2);
        Assert.Equal("0/3+0", bench.Load());
        Assert.Equal("Refused(Busy) a3", bench.Work(A, 3));
    }
}
