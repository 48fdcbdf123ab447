using System.Globalization;

namespace AmlIpNet.Interop.Tests.Peer;

/// <summary>A running peer. It ends at the end of its standard input, so it never outlives the test run.</summary>
internal sealed class AmlIpPeer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly Recorder<PeerEvent> _events = new();
    private readonly Task _pump;
    private int _commands;

    private AmlIpPeer(ChildProcess process, string id)
    {
        _process = process;
        Id = id;
        _pump = Pump();
    }

    /// <summary>The node's id as it stands in topic names: <c>main.01.02.03.04</c>.</summary>
    public string Id { get; }

    /// <summary>Everything that it has told so far.</summary>
    public PeerEvent[] Events => _events.Items;

    /// <summary>Starts a peer on Fast DDS with a random id; see tests/peers/fastdds/README.md for modes and options.</summary>
    /// <returns>The peer, once its participant is there.</returns>
    public static Task<AmlIpPeer> Start(TestDomain domain, string name, string mode, params string[] options) =>
        Start(PeerProgram.FastDds, domain, name, mode, options);

    /// <summary>Starts a peer with a random id.</summary>
    public static Task<AmlIpPeer> Start(PeerProgram program, TestDomain domain, string name, string mode, params string[] options)
    {
        int random = Random.Shared.Next();
        return StartAs(program, domain, $"{name}.{random >> 24 & 255:x2}.{random >> 16 & 255:x2}.{random >> 8 & 255:x2}.{random & 255:x2}", mode, options);
    }

    /// <summary>Starts a peer on Fast DDS with a given id.</summary>
    public static Task<AmlIpPeer> StartAs(TestDomain domain, string id, string mode, params string[] options) =>
        StartAs(PeerProgram.FastDds, domain, id, mode, options);

    private static async Task<AmlIpPeer> StartAs(PeerProgram program, TestDomain domain, string id, string mode, string[] options)
    {
        const int Tail = 12; // .aa.bb.cc.dd
        var process = ChildProcess.Start(await program.Path.ConfigureAwait(false),
            ["--domain", domain.Id.ToString(CultureInfo.InvariantCulture), "--name", id[..^Tail], "--id", id[^Tail..].Replace(".", ""), mode, .. options]);
        var peer = new AmlIpPeer(process, id);
        await peer.Expect("ready").ConfigureAwait(false);
        return peer;
    }

    /// <summary>Sends one command and waits until the peer has carried it out.</summary>
    public async Task Send(string command)
    {
        int nth = Interlocked.Increment(ref _commands);
        await Write(command).ConfigureAwait(false);
        var answer = await Expect(e => e.Name is "done" or "bad-command", $"the answer to command {nth} '{command}'", nth).ConfigureAwait(false);
        Assert.True(answer.Name == "done" && answer.Text("line") == command, answer.ToString());
    }

    /// <summary>All events of one name so far.</summary>
    public PeerEvent[] All(string name) => [.. Events.Where(e => e.Name == name)];

    /// <summary>Waits until the peer has told <paramref name="count"/> events of this name that fit.</summary>
    /// <returns>The last of them.</returns>
    public Task<PeerEvent> Expect(string name, Func<PeerEvent, bool>? fits = null, int count = 1) =>
        Expect(e => e.Name == name && (fits is null || fits(e)), $"{count} event(s) '{name}'", count);

    /// <summary>Waits until an endpoint of the peer is matched.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="endpoint">The peer's side: <c>reader</c> or <c>writer</c>.</param>
    /// <param name="count">How many endpoints it is matched with.</param>
    public Task ExpectMatch(string topic, string endpoint, int count = 1) =>
        Expect("matched", e => e.Topic == topic && e.Text("endpoint") == endpoint && e.Number("current") == count);

    /// <summary>Ends it as a node ends: it says dropped and leaves the domain.</summary>
    public async Task Quit()
    {
        await Write("quit").ConfigureAwait(false);
        Assert.Equal(0, await _process.WaitForExitAsync().ConfigureAwait(false));
        await _pump.ConfigureAwait(false);
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
    }

    private async Task<PeerEvent> Expect(Func<PeerEvent, bool> fits, string what, int count)
    {
        var events = await _events.WaitFor(Enough, $"{what} of the peer {Id}").ConfigureAwait(false);
        return events.Where(fits).ElementAt(count - 1);

        bool Enough(PeerEvent[] all)
        {
            if (all.Where(fits).Skip(count - 1).Any()) return true;
            if (all.LastOrDefault() is { Name: PeerEvent.Ended } end)
                throw new InvalidOperationException($"The peer {Id} ended without {what}: {end}. Standard error: {_process.Errors}");
            return false;
        }
    }

    private async Task Write(string line)
    {
        await _process.Input.WriteLineAsync(line).ConfigureAwait(false);
        await _process.Input.FlushAsync().ConfigureAwait(false);
    }

    private async Task Pump()
    {
        await foreach (string line in _process.ReadLinesAsync().ConfigureAwait(false)) _events.Add(new PeerEvent(line));
        _events.Add(new PeerEvent($"{{\"event\":\"{PeerEvent.Ended}\",\"id\":\"{Id}\"}}"));
    }
}
