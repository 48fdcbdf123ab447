using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>
/// Writes to the other nodes of a data space. What concerns several keys and goes to one node in one turn of the loop goes in one message; the order of
/// what a node is told stays. Lives on the participant's loop.
/// </summary>
internal sealed class DataLinks : IDisposable
{
    private const int MaxWriters = 4_096;
    private const int MaxPendingParts = 4_096;
    private const int MaxLost = 4_096;
    private static readonly DataRole[] s_roles = [DataRole.Worker, DataRole.Client, DataRole.Center];

    private readonly NodeHost _host;
    private readonly DataAddress _self;
    private readonly DirectWriters[] _control;
    private readonly DirectWriters[] _parts;
    private readonly Dictionary<DataAddress, Batch> _batches = [];
    private readonly List<DataAddress> _order = [];
    private readonly HashSet<NodeId> _lost = []; // those who are gone: a writer to one of them would wait for ever
    private readonly Queue<NodeId> _lostInOrder = [];
    private bool _isFlushPosted;

    public DataLinks(NodeHost host, DataAddress self)
    {
        _host = host;
        _self = self;
        host.Directory.DataNodeFound += OnFound;
        var (control, parts) = (host.Qos.GetWriterQos("amlipnet::data_control"), host.Qos.GetWriterQos("amlipnet::data_parts"));
        _control = [.. s_roles.Select(role => new DirectWriters(host.Participant, node => DataTopics.Control(new(node, role)), control, MaxWriters, host.Logger))];
        _parts = [.. s_roles.Where(role => role != DataRole.Center).Select(role => new DirectWriters(host.Participant, node => DataTopics.Parts(new(node, role)), parts, MaxWriters, host.Logger))];
    }

    /// <summary>All that has to be heard before the node may leave.</summary>
    public IEnumerable<WriterQueue> All => _control.Concat(_parts).SelectMany(writers => writers.All);

    /// <summary>Bytes of values that were sent.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Parts that were not sent, since so many waited for the receiver already: it will ask again.</summary>
    public long DroppedParts { get; private set; }

    /// <summary>Whether so many bytes of values wait for receivers that one more should ask again later.</summary>
    public bool IsBusy(DataAddress to, int bytes, long bound) =>
        _parts[(int)to.Role].Find(to.Node) is { Count: > 0 } && bytes + _parts.SelectMany(writers => writers.All).Sum(writer => writer.Bytes) > bound;

    /// <summary>Whether there is a writer to a node.</summary>
    public bool HasWriter(NodeId node) => _control.Concat(_parts).Any(writers => writers.Find(node) is not null);

    /// <summary>Adds an entry to the message of this kind that goes out at the end of this turn.</summary>
    public void Add(DataAddress to, DataKind kind, DataEntry entry, ulong request = 0)
    {
        if (!_batches.TryGetValue(to, out var batch))
        {
            _batches.Add(to, batch = new Batch(kind));
            _order.Add(to);
        }
        else if (batch.Kind != kind || batch.Entries.Count == DataBounds.MaxEntries)
        {
            Send(to, batch);
            batch.Kind = kind;
        }

        batch.Entries.Add(entry);
        batch.Request = request;
        if (_isFlushPosted) return;
        _isFlushPosted = true;
        _host.Loop.Post(Flush);
    }

    /// <summary>Sends a message, after what was added for that node.</summary>
    public void Send(DataAddress to, DataKind kind, IEnumerable<DataEntry> entries, ulong request = 0, ushort code = 0, uint number = 0, Func<bool, bool, ushort>? codeOfPage = null)
    {
        if (_batches.TryGetValue(to, out var batch)) Send(to, batch);
        bool isFirst = true;
        ReadOnlyMemory<byte>? last = null;
        foreach (var page in DataEntries.Pages(entries))
        {
            byte[] body = DataEntries.ToBytes(page);
            if (last is { } before)
            {
                Write(to, new(kind, _self, request, codeOfPage?.Invoke(isFirst, false) ?? code, number | 1), before);
                isFirst = false;
            }

            last = body;
        }

        Write(to, new(kind, _self, request, codeOfPage?.Invoke(isFirst, true) ?? code, number), last!.Value);
    }

    /// <summary>Sends bytes of a value, which are borrowed until they are written.</summary>
    public void SendPart(DataAddress to, in DataPartMessage part, ReadOnlyMemory<byte> bytes)
    {
        if (_lost.Contains(to.Node)) return;
        var writer = _parts[(int)to.Role].Get(to.Node);
        if (writer.Count >= MaxPendingParts)
        {
            DroppedParts++;
            return;
        }

        Span<byte> header = stackalloc byte[DataPartMessage.MaxSize];
        writer.Send(header[..part.Write(header)], bytes);
        SentBytes += bytes.Length;
    }

    public void Remove(NodeId node)
    {
        foreach (var role in s_roles)
        {
            if (_batches.Remove(new(node, role))) _order.Remove(new(node, role));
        }

        foreach (var writers in _control.Concat(_parts)) writers.Remove(node);
        if (!_lost.Add(node)) return;
        _lostInOrder.Enqueue(node);
        if (_lostInOrder.Count > MaxLost) _lost.Remove(_lostInOrder.Dequeue());
    }

    public void Dispose()
    {
        _host.Directory.DataNodeFound -= OnFound;
        foreach (var writers in _control.Concat(_parts)) writers.Dispose();
    }

    public void Flush()
    {
        _isFlushPosted = false;
        foreach (var to in _order)
        {
            if (!_batches.Remove(to, out var batch)) continue;
            try
            {
                Send(to, batch);
            }
            catch (Exception error)
            {
                DataLog.Failed(_host.Logger, $"Telling {to.Node} of {batch.Kind}", error); // the others are told all the same
            }
        }

        _order.Clear();
    }

    // It was only out of sight.
    private void OnFound(NodeId node, DataRole role) => _lost.Remove(node);

    private void Send(DataAddress to, Batch batch)
    {
        if (batch.Entries.Count == 0) return;
        int left = batch.Entries.Count;
        foreach (var page in DataEntries.Pages(batch.Entries))
        {
            left -= page.Length;
            Write(to, new(batch.Kind, _self, left == 0 || batch.Kind == DataKind.Ask ? batch.Request : 0), DataEntries.ToBytes(page)); // of reports the last page stands for all
        }

        batch.Entries.Clear();
    }

    private void Write(DataAddress to, in DataControlMessage message, ReadOnlyMemory<byte> body)
    {
        if (_lost.Contains(to.Node)) return;
        Span<byte> header = stackalloc byte[DataControlMessage.MaxSize];
        _control[(int)to.Role].Get(to.Node).Send(header[..(message with { BodySize = body.Length }).Write(header)], body);
    }

    private sealed class Batch(DataKind kind)
    {
        public readonly List<DataEntry> Entries = [];
        public DataKind Kind = kind;
        public ulong Request;
    }
}
