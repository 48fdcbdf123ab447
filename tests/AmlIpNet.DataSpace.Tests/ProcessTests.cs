using AmlIpNet.CycloneDds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Real processes, ended as <c>kill -9</c> does, on Cyclone DDS.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "amlip.dll");

    [Fact]
    public async Task Killed_workers_and_Centers_are_survived_and_a_poisonous_key_is_blamed()
    {
        using var domain = TestDomain.Lease();
        string[] network = ["--loopback", "--domain", $"{domain.Id}", "--lease", "3", "--managed"];
        string[] functions = ["--function", "sum=awk '{s+=$1} END {print s}'", "--function", "poison=kill -9 $PPID; sleep 5"];
        await using var first = Start("center", "first");
        var workers = new Dictionary<string, ChildProcess>();
        foreach (string name in new[] { "alice", "bob", "carol", "dave", "eve" }) workers[name] = Start("worker", name, functions);
        await using var client = DataSpaceClient.Create(new CycloneEngine(), new DataSpaceClientOptions { Name = "client", Network = domain.Options with { Lease = TimeSpan.FromSeconds(3) }, PeerTimeout = s_patience });
        try
        {
            await KnowsAsync(5);
            var (alice, bob) = (await Wait.For(client.FindWorkerAsync("alice"), "alice"), await Wait.For(client.FindWorkerAsync("bob"), "bob"));
            byte[] large = new byte[8_000_000];
            new Random(3).NextBytes(large);
            await Wait.For(alice.UpdateDataAsync([new("both", new DataValue(large)), new("only", DataValue.FromString("x")), new("x", DataValue.FromString("1\n"))]), "values at alice", s_patience);
            await Wait.For(bob.UpdateDataAsync([new("a", DataValue.FromString("2\n")), new("both", new DataValue(large))]), "values at bob", s_patience);
            await Wait.For(client.ReplicateAsync(["x", "a"], 5), "copies of x and a", s_patience);
            await Wait.For(alice.ComputeAsync("sum", "z", default, ["x", "a"]), "z at alice", s_patience);

            workers["alice"].Kill();
            Assert.True((await Wait.For(client.GetAsync("both"), "a value of which one holder was killed", s_patience)).Bytes.Span.SequenceEqual(large));
            var lost = await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(client.GetAsync("only"), "a lost value", s_patience));
            Assert.Equal([alice.Id], lost.Keys.Single().Holders);
            Assert.Equal("3\n", (await Wait.For(client.GetAsync("z"), "a value that is computed again", s_patience)).ToString());

            first.Kill();
            var gather = client.GatherAsync(["both", "x", "z"]);
            await using var second = Start("center", "second");
            Assert.Equal("1\n", (await Wait.For(gather, "a gather across the death of the Center", s_patience))["x"].ToString());
            await KnowsAsync(4);

            var blamed = await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("poison", "p"), "the blame of a poisonous key", s_patience));
            Assert.Equal(DataCode.Blamed, blamed.Code);
            await KnowsAsync(1); // three of the four that were left
        }
        finally
        {
            foreach (var worker in workers.Values) await worker.DisposeAsync();
        }

        ChildProcess Start(string kind, string name, params string[] more) => ChildProcess.StartDotnet(s_program, ["data", kind, "--name", name, .. more, .. network]);

        Task KnowsAsync(int count) => Space.KnowsAsync(client, count, s_patience);
    }
}
