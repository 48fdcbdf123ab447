using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// Samples to events, actions to samples.
internal sealed partial class ClientSession
{
    private void OnReply(in Sample sample)
    {
        if (!MsReference.TryRead(sample.Header.Span, out var reply) || !reply.Server.IsAddressable) CountMalformed("reply_available");
        else if (reply.Client != Id) DroppedSamples++;
        else Handle(JobClientEvent.Reply(reply.Task, reply.Server));
    }

    private void OnSolution(in Sample sample)
    {
        if (!MsDataHeader.TryRead(sample.Header.Span, out var header) || !header.Describes(sample.Payload)) CountMalformed("task_solution");
        else if (header.Client != Id) DroppedSamples++;
        else Handle(JobClientEvent.Solution(header.Task, header.Server), sample.Payload);
    }

    private void CountMalformed(string topic)
    {
        MalformedSamples++;
        NodeLog.Malformed(_host.Logger, topic);
    }

    private void Handle(in JobClientEvent input, byte[]? payload = null)
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
        if (_capacityChanged is not null) TellCapacity();
    }

    // The machine counts on each action being tried: one that fails, say on a name that no topic can have, must not take others with it.
    private void TryDo(in JobClientAction action, byte[]? payload)
    {
        try
        {
            Do(action, payload);
        }
        catch (Exception error)
        {
            NodeLog.ActionFailed(_host.Logger, action.ToString(), error);
            if (action.Kind is JobClientActionKind.SendData or JobClientActionKind.SendWork) FailJob(action.Job, error);
        }
    }

    private void Do(in JobClientAction action, byte[]? payload)
    {
        switch (action.Kind)
        {
            case JobClientActionKind.SendWork: SendWork(action); break;
            case JobClientActionKind.SendCancel: SendCancel(action); break;
            case JobClientActionKind.Progress: ReportProgress(action); break;
            case JobClientActionKind.SendRequest: SendRequest((uint)action.Task); break;
            case JobClientActionKind.SendTarget: SendTarget((uint)action.Task, action.Server); break;
            case JobClientActionKind.SendData: SendData(action); break;
            case JobClientActionKind.EmptyData: EmptyData((uint)action.Task, action.Server); break;
            case JobClientActionKind.Complete: Complete(action, payload!); break;
            case JobClientActionKind.Fail: Fail(action); break;
            case JobClientActionKind.HandOver: HandOver(action.Job); break;
            case JobClientActionKind.DropSample: DroppedSamples++; break;
        }
    }

    private void SendRequest(uint task)
    {
        Span<byte> header = stackalloc byte[MsRequest.MaxSize];
        _requests.Send(header[..new MsRequest(Id, task).Write(header)]);
    }

    private void SendTarget(uint task, NodeId server)
    {
        Span<byte> header = stackalloc byte[MsReference.MaxSize];
        _targets.Send(header[..new MsReference(Id, task, server).Write(header)]);
    }

    private void SendData(in JobClientAction action)
    {
        var (task, server, payload) = ((uint)action.Task, action.Server, default(ReadOnlyMemory<byte>));
        if (_jobs.TryGetValue(action.Job, out var job))
        {
            CountAttempt(job);
            payload = job.Payload;
        }

        Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
        _data.Get(server).Send(header[..new MsDataHeader(Id, task, server, payload.Length).Write(header)], payload, task);
        WatchStranger(server);
    }

    private void EmptyData(uint task, NodeId server)
    {
        Span<byte> header = stackalloc byte[MsDataHeader.MaxSize];
        _data.Find(server)?.Replace(task, header[..new MsDataHeader(Id, task, server, 0).Write(header)], default);
    }

    private void Complete(in JobClientAction action, byte[] payload)
    {
        if (_jobs.Remove(action.Job, out var job)) job.TrySetResult(new Solution(payload, action.Server, action.Task));
    }

    private void Fail(in JobClientAction action)
    {
        if (!_jobs.Remove(action.Job, out var job)) return;
        job.TrySetException(JobErrors.Create(Id, action.Job, job.Options, action.Account!));
    }

    private void FailJob(ulong number, Exception error)
    {
        if (!_jobs.TryGetValue(number, out var job)) return; // it stays there: should the loop stop first, it is failed with the others
        _host.Loop.Post(() =>
        {
            Cancel(number); // first: after the user has heard of it the job's memory is no longer borrowed
            job.TrySetException(error);
        });
    }

    private void HandOver(ulong number)
    {
        if (_jobs.Remove(number, out var job)) _handOver(job);
    }
}
