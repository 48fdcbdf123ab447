using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Holders and Centers that go in the middle of a gather: a guard sees to it that it is the middle.</summary>
public sealed class FailoverTests
{
    private const int Part = 1_024;
    private const int Parts = 20;

    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task A_gather_goes_on_at_another_holder_where_it_stopped(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        var gate = new Gate();
        WorkerNode alice = space.Worker("alice", options => options with { Guard = gate }), bob = space.Worker("bob");
        var client = space.Client("client", options => options with { PartBytes = Part });
        await Space.KnowsAsync(client, 2);
        byte[] value = await PutAsync(client, alice);
        var gather = client.GetAsync("x");
        await Wait.Until(() => client.ReceivedBytes == 2 * Part && gate.Waiting > 0, "two parts from alice");
        await Wait.For(client.ReplicateAsync(["x"], 2), "a copy at bob");
        Assert.Equal(0, bob.SentBytes);
        await space.EndAsync(alice);
        gate.Open.SetResult();
        Assert.True((await Wait.For(gather, "the value")).Bytes.Span.SequenceEqual(value));
        Assert.Equal((Parts - 2) * Part, bob.SentBytes); // no part twice
        Assert.Equal(Parts * Part, client.ReceivedBytes);
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task A_gather_that_runs_needs_no_Center(string engine)
    {
        await using var space = new Space(engine);
        var center = space.Center();
        var gate = new Gate();
        var alice = space.Worker("alice", options => options with { Guard = gate });
        var client = space.Client("client", options => options with { PartBytes = Part });
        await Space.KnowsAsync(client, 1);
        byte[] value = await PutAsync(client, alice);
        var gather = client.GetAsync("x");
        await Wait.Until(() => client.ReceivedBytes == 2 * Part && gate.Waiting > 0, "two parts from alice");
        await space.EndAsync(center);
        gate.Open.SetResult();
        Assert.True((await Wait.For(gather, "the value")).Bytes.Span.SequenceEqual(value));
    }

    private static async Task<byte[]> PutAsync(DataSpaceClient client, WorkerNode worker)
    {
        byte[] value = new byte[Parts * Part];
        new Random(5).NextBytes(value);
        await Wait.For(client.Worker(worker.Id).UpdateDataAsync([new("x", new DataValue(value))]), "a value");
        return value;
    }

    // Lets a client have two parts, and more when it is opened.
    private sealed class Gate : IDataGuard
    {
        private int _waiting;

        public int Waiting => Volatile.Read(ref _waiting);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<string?> RefuseReadAsync(DataRead read)
        {
            if (read.Reader.Name != "client" || read.Offset < 2 * Part) return null;
            Interlocked.Increment(ref _waiting);
            await Open.Task;
            return null;
        }

        public string? RefuseUse(DataUse use) => null;
    }
}
