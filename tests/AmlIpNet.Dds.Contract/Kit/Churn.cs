using System.Collections.Concurrent;

namespace AmlIpNet.Dds.Contract;

/// <summary>Threads that write, create and dispose on shared participants, without regard for each other.</summary>
public sealed class Churn(IDdsEngine engine, NetworkOptions options) : IDisposable
{
    private const int Places = 4;
    private const int EndpointsAtATime = 8;
    private static readonly EndpointQos s_qos = Qos.Durable with { History = History.KeepLast(16) };
    private static readonly Topic[] s_topics = [.. Enumerable.Range(0, 3).Select(n => Blob.Topic($"contract/churn_{n}"))];
    private readonly Place?[] _places = new Place?[Places];
    private readonly ConcurrentBag<Task> _disposals = [];
    private long _operations;

    /// <summary>Calls that came too late, and errors that are not allowed.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>How much was done.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>Does random things until stopped.</summary>
    public void Run(Random random, CancellationToken stop)
    {
        byte[] payload = new byte[10_000];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Step(random, payload);
                Interlocked.Increment(ref _operations);
            }
            catch (ObjectDisposedException)
            {
                // another thread was faster
            }
            catch (Exception error)
            {
                Violations.Enqueue(error.ToString());
                return;
            }
        }
    }

    /// <summary>Ends what is left.</summary>
    public async Task DisposeAll()
    {
        for (int i = 0; i < Places; i++) Replace(i, null);
        await Task.WhenAll(_disposals);
    }

    public void Dispose()
    {
        foreach (var place in _places) place?.Participant.DisposeAsync().AsTask().Wait(Wait.Timeout);
    }

    private void Step(Random random, byte[] payload)
    {
        int index = random.Next(Places);
        var place = Volatile.Read(ref _places[index]);
        int dice = random.Next(1000);
        if (place is null || dice < 5)
        {
            var guard = new Guard();
            Replace(index, new Place(engine.CreateParticipant($"churn {index}", options, guard), guard));
            return;
        }

        int slot = random.Next(EndpointsAtATime);
        var topic = s_topics[random.Next(s_topics.Length)];
        if (dice < 30) Interlocked.Exchange(ref place.Writers[slot], place.Participant.CreateWriter(topic, s_qos, place.Guard))?.Dispose();
        else if (dice < 55) Interlocked.Exchange(ref place.Readers[slot], place.Participant.CreateReader(topic, s_qos, place.Guard))?.Dispose();
        else if (dice < 75) Interlocked.Exchange(ref place.Writers[slot], null)?.Dispose();
        else if (dice < 95) Interlocked.Exchange(ref place.Readers[slot], null)?.Dispose();
        else if (dice < 100) _ = place.Participant.GetEndpoints().Count + place.Participant.GetParticipants().Count;
        else if (Volatile.Read(ref place.Writers[slot]) is { } writer) Blob.TryWrite(writer, 0, 0, payload.AsSpan(0, random.Next(payload.Length)));
    }

    private void Replace(int index, Place? place)
    {
        if (Interlocked.Exchange(ref _places[index], place) is { } old) _disposals.Add(Task.Run(() => End(old)));
    }

    private async Task End(Place place)
    {
        try
        {
            await place.Participant.DisposeAsync();
        }
        catch (Exception error)
        {
            Violations.Enqueue($"Disposing a participant: {error}");
        }

        place.Guard.Close();
        await Task.Yield();
        if (place.Guard.LateCall is { } call) Violations.Enqueue($"Called after the participant was disposed: {call}");
    }

    private sealed class Place(IDomainParticipant participant, Guard guard)
    {
        public IDomainParticipant Participant { get; } = participant;

        public Guard Guard { get; } = guard;

        public IDataWriter?[] Writers { get; } = new IDataWriter?[EndpointsAtATime];

        public IDataReader?[] Readers { get; } = new IDataReader?[EndpointsAtATime];
    }
}
