using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// Samples to events, actions to samples.
internal sealed partial class ServerSession
{
    private void OnRequest(in Sample sample)
    {
        if (MsRequest.TryRead(sample.Header.Span, out var request) && request.Client.IsAddressable) Handle(ServerEvent.Request(request.Client, request.Task));
        else CountMalformed("request_availability");
    }

    private void OnTarget(in Sample sample)
    {
        if (MsReference.TryRead(sample.Header.Span, out var target)) Handle(ServerEvent.Target(target.Client, target.Task, target.Server));
        else CountMalformed("task_target");
    }

    private void OnData(in Sample sample)
    {
        if (MsDataHeader.TryRead(sample.Header.Span, out var data) && data.Describes(sample.Payload) && data.Client.IsAddressable)
        {
            Handle(ServerEvent.Data(data.Client, data.Task, data.Server), sample.Payload);
        }
        else
        {
            CountMalformed("task_data");
        }
    }

    private void CountMalformed(string topic)
    {
        MalformedSamples++;
        NodeLog.Malformed(_host.Logger, topic);
    }

    private void Handle(in ServerEvent input, byte[]? payload = null)
    {
        _machine.Handle(input, _clock.Now, _actions);
        // An action can bring further events only by way of the loop, so the list is never added to here.
        foreach (var action in _actions) TryDo(action, payload);
        _actions.Clear();
        _clock.WakeUpAt(_machine.NextDue);
        PublishState();
        if (_machine.Engaged == 0) _disengaged?.TrySetResult();
    }

    // The loss of a client that discovery does not know will not be reported: it must not hold a slot until then.
    private void OnTime()
    {
        Handle(ServerEvent.Time);
        foreach (var client in _machine.AwaitedClients().Where(client => !_host.Directory.IsPresent(client)).ToArray()) Handle(ServerEvent.ClientUnknown(client));
    }

    // The machine counts on each action being tried: one that fails, say on a name that no topic can have, must not take others with it.
    private void TryDo(in ServerAction action, byte[]? payload)
    {
        try
        {
            Do(action, payload);
        }
        catch (Exception error)
        {
            NodeLog.ActionFailed(_host.Logger, action.ToString(), error);
        }
    }

    private void Do(in ServerAction action, byte[]? payload)
    {
        switch (action.Kind)
        {
            case ServerActionKind.SendReply: SendReply(action.Key); break;
            case ServerActionKind.Keep: _executions.Add(action.Key, new Execution(this, action.Key, payload!)); break;
            case ServerActionKind.Start: Start(_executions[action.Key]); break;
            case ServerActionKind.SendSolution: SendSolution(action.Key); break;
            case ServerActionKind.Abandon: Abandon(action.Key); break;
            case ServerActionKind.DropSample: DroppedSamples++; break;
        }
    }

    private void SendReply(TaskKey key)
    {
        Span<byte> header = stackalloc byte[MsReference.MaxSize];
        _replies.Get(key.Client).Send(header[..new MsReference(key.Client, key.Task, _host.Id).Write(header)]);
    }

    private void SendSolution(TaskKey key)
    {
        if (!_executions.Remove(key, out var execution)) return;
        if (execution.IsAbandoned && !_host.Directory.IsPresent(key.Client)) return;
        var payload = execution.Result!.Value;
        Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
        int length = new MsDataHeader(key.Client, key.Task, _host.Id, payload.Length).Write(header);
        _solutions.Get(key.Client).Send(header[..length], payload, key.Task);
    }

    private void Abandon(TaskKey key)
    {
        if (!_executions.TryGetValue(key, out var execution)) return;
        execution.Abandon();
        if (execution.Permit is null) _executions.Remove(key);
    }

    // Edges only: a job that starts as another one ends changes nothing.
    private void PublishState()
    {
        if (_isRunning == _machine.Running > 0) return;
        _isRunning = !_isRunning;
        _host.Status.Publish(_host.Id, _isRunning ? NodeState.Running : NodeState.Stopped);
    }
}
