namespace AmlIpNet.Dds.Tests;

public sealed class TestDomainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlipnet-leases-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Leases_differ_until_all_are_taken_and_come_back_when_disposed()
    {
        TestDomain[] leases = [.. Enumerable.Range(0, 5).Select(_ => TestDomain.Lease(_folder, 11, 15))];
        Assert.Equal([11, 12, 13, 14, 15], leases.Select(l => l.Id).Order());
        Assert.Equal(leases[0].Id, leases[0].Options.Domain);
        Assert.Equal(("lo", false), (leases[0].Options.Interface, leases[0].Options.Multicast));
        Assert.Contains("11 to 15", Assert.Throws<InvalidOperationException>(() => TestDomain.Lease(_folder, 11, 15)).Message);
        leases[2].Dispose();
        using var again = TestDomain.Lease(_folder, 11, 15);
        Assert.Equal(leases[2].Id, again.Id);
        foreach (var lease in leases) lease.Dispose();
    }

    [UnixFact]
    public async Task Another_process_s_lease_holds_until_it_is_killed()
    {
        string file = Path.Combine(_folder, "amlipnet-domain-7.lock");
        await using var holder = ChildProcess.Start("flock", ["--no-fork", file, "sh", "-c", "echo held; exec cat"]);
        await holder.WaitForLineAsync(line => line == "held", "the lock");
        Assert.Throws<InvalidOperationException>(() => TestDomain.Lease(_folder, 7, 7));
        holder.Kill();
        await holder.WaitForExitAsync();
        using var lease = TestDomain.Lease(_folder, 7, 7);
        Assert.Equal(7, lease.Id);
    }
}
