using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

// Requests to the Center, which are asked again when another one takes over, and to workers; and what is offered to workers until they have it.
internal sealed partial class DataClientSession
{
    /// <summary>Asks the Center; when it goes away, the next one.</summary>
    public Request AskCenter(DataKind kind, IReadOnlyList<DataEntry> entries, ushort code = 0)
    {
        var request = new Request(null, kind, entries, code);
        Send(request);
        return request;
    }

    /// <summary>Tells every Center, and forgets about it.</summary>
    public void TellOtherCenters(DataKind kind, IReadOnlyList<DataEntry> entries)
    {
        foreach (var center in _centers.Present.Where(center => center != _centers.Primary)) _links.Send(DataAddress.Center(center), kind, entries);
    }

    /// <summary>Asks a worker; if it goes away there is no answer.</summary>
    public Request AskWorker(NodeId worker, DataKind kind, IReadOnlyList<DataEntry> entries)
    {
        var request = new Request(worker, kind, entries, 0);
        if (!_host.Directory.IsPresent(worker))
        {
            request.TrySetException(new NoPeerException($"The worker {worker} is not there."));
            return request;
        }

        Send(request);
        return request;
    }

    /// <summary>Asks again what was not answered for a while: one side may have lost sight of the other without its noticing. Every request may come twice;
    /// what takes its time keeps its number, by which the other side knows that it is at it already.</summary>
    public void Remind(Request request)
    {
        if (!_requests.ContainsKey(request.Number)) return;
        if (request.Kind is DataKind.Compute or DataKind.Offer or DataKind.Acquire && request.Entries.Count == 0) SendAgain(request);
        else Send(request);
    }

    /// <summary>Waits for it no more.</summary>
    public void Forget(Request request) => _requests.Remove(request.Number);

    /// <summary>Holds a value for workers to get it.</summary>
    public void Offer(string key, DataValue value, in ValueInfo info)
    {
        if (!_offered.TryGetValue((key, info.Digest), out var offered)) _offered.Add((key, info.Digest), offered = new Offered(value, info));
        offered.Count++;
    }

    public void EndOffer(string key, in ValueInfo info)
    {
        if (_offered.TryGetValue((key, info.Digest), out var offered) && --offered.Count == 0) _offered.Remove((key, info.Digest));
    }

    private void AskAgain()
    {
        foreach (var request in _requests.Values.Where(request => request.To is null).ToArray()) Send(request);
    }

    // Under a new number: what comes of an earlier answer is not mixed up with this one.
    private void Send(Request request)
    {
        _requests.Remove(request.Number);
        request.Number = ++_lastRequest;
        request.Entries.Clear();
        SendAgain(request);
        _requests.Add(request.Number, request); // it could be written
    }

    private void SendAgain(Request request)
    {
        if (request.To is { } worker) _links.Send(DataAddress.Worker(worker), request.Kind, request.What, request.Number);
        else if (_centers.Primary is { } center) _links.Send(DataAddress.Center(center), request.Kind, request.What, request.Number, request.Code);
    }

    private void Serve(DataAddress to, DataEntry wanted)
    {
        if (to.Role == DataRole.Center) return; // it takes no values
        var self = DataAddress.Client(_host.Id);
        if (!_offered.TryGetValue((wanted.Key, wanted.Info.Digest), out var offered) || wanted.Offset > (ulong)offered.Info.Size)
        {
            _links.SendPart(to, new(self, wanted.Key, DataCode.Absent, new(0, 0, "", 0)), default);
            return;
        }

        int length = (int)Math.Min(wanted.Length, Math.Min(offered.Info.Size - (long)wanted.Offset, Math.Min(_host.Participant.Options.MaxPayloadBytes, 64 << 20)));
        _links.SendPart(to, new(self, wanted.Key, DataCode.Ok, offered.Info, (long)wanted.Offset, length), offered.Value.Bytes.Slice((int)wanted.Offset, length));
    }

    /// <summary>What was answered.</summary>
    internal readonly record struct Answer(IReadOnlyList<DataEntry> Entries, bool IsSettled);

    /// <summary>A request under way; a null <paramref name="to"/> means the Center.</summary>
    internal sealed class Request(NodeId? to, DataKind kind, IReadOnlyList<DataEntry> what, ushort code)
        : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public readonly List<DataEntry> Entries = [];

        public ulong Number { get; set; }

        public NodeId? To => to;

        public DataKind Kind => kind;

        public IReadOnlyList<DataEntry> What => what;

        public ushort Code => code;
    }

    private sealed class Offered(DataValue value, ValueInfo info)
    {
        public readonly DataValue Value = value;
        public readonly ValueInfo Info = info;
        public int Count;
    }
}
