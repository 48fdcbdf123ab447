using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// Samples to events, actions to samples.
internal sealed partial class ServerSession
{
    private void OnRequest(in Sample sample)
    {
        if (!MsRequest.TryRead(sample.Header.Span, out var request) || !request.Client.IsAddressable)
        {
            CountMalformed("request_availability");
            return;
        }

        Handle(JobServerEvent.Request(request.Client, request.Task));
        _healer?.OnRequest(request);
    }

    private void OnTarget(in Sample sample)
    {
        if (!MsReference.TryRead(sample.Header.Span, out var target))
        {
            CountMalformed("task_target");
            return;
        }

        // Said again by a healer: no data will come for it. If the client is there after all, its data is taken without a target.
        if (target.Server == _host.Id && !_host.Directory.IsPresent(target.Client)) DroppedSamples++;
        else Handle(JobServerEvent.Target(target.Client, target.Task, target.Server));
        _healer?.OnTarget(target);
    }

    private void OnData(in Sample sample)
    {
        if (MsDataHeader.TryRead(sample.Header.Span, out var data) && data.Describes(sample.Payload) && data.Client.IsAddressable)
        {
            Handle(JobServerEvent.Data(data.Client, data.Task, data.Server), sample.Payload);
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

    private void Handle(in JobServerEvent input, byte[]? payload = null)
    {
        try
        {
            if (_recorder is null) _machine.Handle(input, _clock.Now, _actions);
            else _recorder.Handle(_machine, input, _clock.Now, _actions);
        }
        catch (Exception error)
        {
            // What it wanted so far is done for this sample, not for the next one.
            NodeLog.ActionFailed(_host.Logger, input.Kind.ToString(), error);
        }

        // An action can bring further events only by way of the loop, so the list is never added to here.
        foreach (var action in _actions) TryDo(action, payload);
        _actions.Clear();
        _clock.WakeUpAt(_machine.NextDue);
        PublishState();
        if (_machine.IsIdle) _disengaged?.TrySetResult();
    }

    // The loss of a client that discovery does not know will not be reported: it must not hold a slot until then.
    private void OnTime()
    {
        Handle(JobServerEvent.Time);
        foreach (var client in _machine.AwaitedClients().Where(client => !_host.Directory.IsPresent(client)).ToArray()) Handle(JobServerEvent.ClientUnknown(client));
    }

    // The machine counts on each action being tried: one that fails, say on a name that no topic can have, must not take others with it.
    private void TryDo(in JobServerAction action, byte[]? payload)
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

    private void Do(in JobServerAction action, byte[]? payload)
    {
        switch (action.Kind)
        {
            case JobServerActionKind.SendOutcome: SendOutcome(action); break;
            case JobServerActionKind.PublishAvailability: PublishAvailability(); break;
            case JobServerActionKind.SendReply: SendReply(action.Key); break;
            case JobServerActionKind.SendSolution: SendSolution(action.Key); break;
            case JobServerActionKind.Keep: _executions.Add(action.Key, new Execution(this, action.Key, payload!) { Trace = _workTrace }); break;
            case JobServerActionKind.Start: Start(_executions[action.Key]); break;
            case JobServerActionKind.CancelHandler: _executions.GetValueOrDefault(action.Key)?.Cancel(); break;
            case JobServerActionKind.Forget: _executions.Remove(action.Key); break;
            case JobServerActionKind.DropSample: DroppedSamples++; break;
        }
    }

    private void SendReply(ExecutionKey key)
    {
        Span<byte> header = stackalloc byte[MsReference.MaxSize];
        _replies.Get(key.Client).Send(header[..new MsReference(key.Client, (uint)key.Task, _host.Id).Write(header)]);
    }

    private void SendSolution(ExecutionKey key)
    {
        if (!_executions.TryGetValue(key, out var execution) || !_host.Directory.IsPresent(key.Client)) return;
        var payload = execution.Result!.Value;
        Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
        int length = new MsDataHeader(key.Client, (uint)key.Task, _host.Id, payload.Length).Write(header);
        _solutions.Get(key.Client).Send(header[..length], payload, key.Task);
    }

    // Edges only: a job that starts as another one ends changes nothing. And not each of those of short jobs, which would double what a job costs.
    private void PublishState()
    {
        if (_isRunning == _machine.Running > 0) return;
        var wait = _stateAt + s_statePeriod - _clock.Now;
        if (wait > TimeSpan.Zero)
        {
            if (!_stateTimer.IsArmed) _stateTimer.Arm(wait);
            return;
        }

        _isRunning = !_isRunning;
        _stateAt = _clock.Now;
        _host.Status.Publish(_host.Id, _isRunning ? NodeState.Running : NodeState.Stopped);
    }
}
