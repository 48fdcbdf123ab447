using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>A process with a participant of its own (AmlIpNet.Dds.TestPeer): it is told what to do and tells what happens.</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly Task _pump;

    private PeerProcess(string name, string engine, IEnumerable<KeyValuePair<string, string>>? variables)
    {
        Name = name;
        _process = ChildProcess.StartDotnet(Path.Combine(AppContext.BaseDirectory, "AmlIpNet.Dds.TestPeer.dll"), [engine], variables);
        _pump = Pump();
    }

    public string Name { get; }

    /// <summary>What it has told.</summary>
    public Recorder<PeerEvent> Events { get; } = new();

    public ChildProcess Process => _process;

    /// <summary>Starts the process, with environment variables, and leaves the rest to the caller.</summary>
    public static PeerProcess Launch(string name, string engine, IEnumerable<KeyValuePair<string, string>>? variables = null) => new(name, engine, variables);

    /// <summary>Starts the process and joins the domain.</summary>
    public static async Task<PeerProcess> Start(string engine, PeerCommand join)
    {
        var peer = Launch(join.Name, engine);
        peer.Tell(join with { Do = "join" });
        await peer.Hears("joined", join.Name);
        return peer;
    }

    /// <summary>Gives a command.</summary>
    public void Tell(PeerCommand command)
    {
        _process.Input.WriteLine(PeerJson.Write(command));
        _process.Input.Flush();
    }

    /// <summary>Creates a writer or a reader ("writer", "reader") of the given name and topic.</summary>
    public async Task Create(string kind, string name, string topic, PeerQos? qos = null, string? typeName = null, int every = 1)
    {
        Tell(new PeerCommand { Do = kind, Name = name, Topic = topic, Qos = qos ?? new PeerQos(), TypeName = typeName ?? PeerSample.TypeName, Every = every });
        await Hears("created", name);
    }

    /// <summary>Waits for the next event of a kind and name, counted from <paramref name="after"/>.</summary>
    public Task<PeerEvent> Hears(string what, string name, int after = 0, TimeSpan? timeout = null) =>
        Hears(e => e.Event == what && e.Name == name, $"'{what}' of {name}", after, timeout);

    /// <summary>Waits for the next event that fits, counted from <paramref name="after"/>.</summary>
    public async Task<PeerEvent> Hears(Predicate<PeerEvent> fits, string what, int after = 0, TimeSpan? timeout = null)
    {
        var events = await Events.WaitFor(
            all => all.Skip(after).Any(e => fits(e) || e.Event == "failed"), $"{what} at {Name} (standard error: {_process.Errors})", timeout);
        var found = events.Skip(after).First(e => fits(e) || e.Event == "failed");
        Assert.True(found.Event != "failed", $"{Name}: {found.Detail}");
        return found;
    }

    /// <summary>Writes samples and waits until it is done.</summary>
    public async Task<PeerEvent> Write(string writer, uint first, int count, int size = 0, bool retry = true)
    {
        int after = Events.Count;
        Tell(new PeerCommand { Do = "write", Name = writer, First = first, Count = count, Size = size, Retry = retry });
        return await Hears(e => e.Event is "wrote" or "full" && e.Name == writer, $"the end of writing {count} samples", after, TimeSpan.FromMinutes(2));
    }

    /// <summary>Asks for the numbers of a reader or writer.</summary>
    public async Task<PeerEvent> Stats(string name)
    {
        int after = Events.Count;
        Tell(new PeerCommand { Do = "stats", Name = name });
        return await Hears("stats", name, after);
    }

    /// <summary>Waits for a sample, which must be the latest then.</summary>
    /// <returns>All samples of the reader so far.</returns>
    public async Task<PeerEvent[]> SamplesUpTo(string reader, uint last, TimeSpan? timeout = null)
    {
        await Hears(e => e.Event == "sample" && e.Name == reader && e.Number == last, $"the sample {last} of {reader}", 0, timeout);
        return [.. Events.Items.Where(e => e.Event == "sample" && e.Name == reader)];
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _pump;
    }

    private async Task Pump()
    {
        await foreach (string line in _process.ReadLinesAsync()) Events.Add(PeerJson.Read<PeerEvent>(line));
    }
}
