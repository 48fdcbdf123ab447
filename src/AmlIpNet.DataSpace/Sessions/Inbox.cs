using System.Collections.Immutable;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>Takes a control message.</summary>
internal delegate void ControlHandler(in DataControlMessage message, ImmutableArray<DataEntry> entries);

/// <summary>Takes a part of a value; the bytes are the receiver's own.</summary>
internal delegate void PartHandler(in DataPartMessage message, byte[] bytes);

/// <summary>Reads what is sent to a node in one of its roles; what cannot be read is counted and skipped.</summary>
internal sealed class Inbox : IDisposable
{
    private readonly NodeHost _host;
    private readonly ControlHandler _onControl;
    private readonly PartHandler? _onPart;
    private readonly IDataReader? _parts;
    private readonly IDataReader _control;

    public Inbox(NodeHost host, DataAddress self, ControlHandler onControl, PartHandler? onPart = null)
    {
        (_host, _onControl, _onPart) = (host, onControl, onPart);
        // The parts' reader first: who finds the other one may send.
        if (onPart is not null) _parts = host.Participant.CreateReader(DataTopics.Parts(self), host.Qos.GetReaderQos("amlipnet::data_parts"), new SampleSink(TakePart, host.Logger));
        _control = host.Participant.CreateReader(DataTopics.Control(self), host.Qos.GetReaderQos("amlipnet::data_control"), new SampleSink(TakeControl, host.Logger));
    }

    /// <summary>Samples that could not be read.</summary>
    public long Malformed { get; private set; }

    /// <summary>Bytes of control messages that came, and of values.</summary>
    public long ControlBytes { get; private set; }

    /// <summary>Bytes of values that came.</summary>
    public long PartBytes { get; private set; }

    public void Dispose()
    {
        _control.Dispose();
        _parts?.Dispose();
    }

    private void TakeControl(in Sample sample)
    {
        ControlBytes += sample.Header.Length + sample.Payload.Length;
        if (DataControlMessage.TryRead(sample.Header.Span, out var message) && message.Describes(sample.Payload) && message.Sender.Node.IsAddressable && !message.Sender.Node.IsUndefined
            && DataEntries.TryRead(sample.Payload, out var entries))
        {
            try
            {
                _onControl(message, entries);
            }
            catch (Exception error)
            {
                DataLog.Failed(_host.Logger, $"A message of the kind {message.Kind} from {message.Sender.Node}", error);
            }
        }
        else
        {
            Malformed++;
            NodeLog.Malformed(_host.Logger, "data_control");
        }
    }

    private void TakePart(in Sample sample)
    {
        PartBytes += sample.Payload.Length;
        if (DataPartMessage.TryRead(sample.Header.Span, out var message) && message.Describes(sample.Payload) && message.Sender.Node.IsAddressable) _onPart!(message, sample.Payload);
        else
        {
            Malformed++;
            NodeLog.Malformed(_host.Logger, "data_parts");
        }
    }
}
