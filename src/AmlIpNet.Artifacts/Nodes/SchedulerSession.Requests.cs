using System.Security.Cryptography;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

// What workbenches want.
internal sealed partial class SchedulerSession
{
    private const int MaxIdLength = 64; // with the fingerprint
    private const int MaxListed = 500; // artifacts in one answer
    private const int MaxWatchers = 200; // of the slots for questions
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(5);
    private int _watchers;

    private async ValueTask<DataValue> ControlAsync(DataCall call, CancellationToken cancellationToken)
    {
        ControlReply reply;
        try
        {
            var request = ControlRequest.Parser.ParseFrom(call.Needed.Count > 0 ? call.Needed[0].Bytes.Span : call.Arguments.Span);
            await _restored.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            reply = request is { WhatCase: ControlRequest.WhatOneofCase.Status, Seen: > 0 }
                ? await ChangeAsync(request, cancellationToken).ConfigureAwait(false)
                : await InTurnAsync(() => AnswerAsync(request), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            reply = Fault(ControlFault.Types.Kind.Failed, error is InvalidProtocolBufferException ? "The request cannot be read: use a workbench of the scheduler's version." : error.Message);
        }

        _answers.Enqueue((Now, call.Key));
        return new DataValue(reply.ToByteArray(), "application/x-protobuf");
    }

    /// <summary>The status, when it is another one than the asker has seen, or after a while.</summary>
    private async Task<ControlReply> ChangeAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        Task? changed = null;
        var reply = await InTurnAsync(() =>
        {
            if (Find(request.Status) is { } artifact && artifact.Change == request.Seen && !artifact.Machine.HasEnded) changed = artifact.Changed.Task;
            return AnswerAsync(request);
        }, cancellationToken).ConfigureAwait(false);
        if (changed is null || Interlocked.Increment(ref _watchers) > MaxWatchers)
        {
            if (changed is not null) Interlocked.Decrement(ref _watchers);
            return reply;
        }

        try
        {
            await Task.WhenAny(changed, Task.Delay(s_watch, _time, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }

        return await InTurnAsync(() => AnswerAsync(request), cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var done = NewSignalOf<T>();
        Post(async () =>
        {
            try
            {
                done.SetResult(await action().ConfigureAwait(false));
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ControlReply> AnswerAsync(ControlRequest request)
    {
        switch (request.WhatCase)
        {
            case ControlRequest.WhatOneofCase.Submit: return await SubmitAsync(request.Submit).ConfigureAwait(false);
            case ControlRequest.WhatOneofCase.List: return List(request.List.After);
            case ControlRequest.WhatOneofCase.Status when Find(request.Status) is { } artifact: return Status(artifact);
            case ControlRequest.WhatOneofCase.Cancel when Find(request.Cancel) is { } artifact:
                await HandleAsync(artifact, new ArtifactInput.Cancel()).ConfigureAwait(false);
                return Status(artifact);
            case ControlRequest.WhatOneofCase.Resume when Find(request.Resume) is { Machine.Fault: { } fault }: return Fault(ControlFault.Types.Kind.Failed, fault);
            case ControlRequest.WhatOneofCase.Resume when Find(request.Resume) is { } artifact:
                await HandleAsync(artifact, new ArtifactInput.Resume()).ConfigureAwait(false);
                return Status(artifact);
            case ControlRequest.WhatOneofCase.Forget when Find(request.Forget) is { Machine.HasEnded: false } artifact:
                return Fault(ControlFault.Types.Kind.Failed, $"The artifact {artifact.Machine.Artifact.Id} has not ended: cancel it first.");
            case ControlRequest.WhatOneofCase.Forget when Find(request.Forget) is { } artifact:
                Forget(artifact.Machine);
                return Status(artifact);
            case ControlRequest.WhatOneofCase.Resources when Find(request.Resources) is { } artifact:
                var resources = new ResourceList();
                resources.Resources.AddRange(artifact.Machine.GetResources());
                return new ControlReply { Resources = resources };
            case ControlRequest.WhatOneofCase.None: return Fault(ControlFault.Types.Kind.Failed, "The request asks for nothing that this scheduler knows: use a workbench of its version.");
            default: return Fault(ControlFault.Types.Kind.Unknown, $"The scheduler {_options.Name} has no artifact '{NameIn(request)}': it may have been forgotten to make room, or belong to another scheduler. List those that it has.");
        }
    }

    private async Task<ControlReply> SubmitAsync(Artifact submitted)
    {
        var artifact = ArtifactDefaults.Fill(submitted);
        if (artifact.Id.Length == 0) artifact.Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        artifact.Id = _database.Key.IdOf(artifact.Id);
        if (artifact.Id.Length > MaxIdLength) return Fault(ControlFault.Types.Kind.Invalid, $"The artifact's id is too long: use at most {MaxIdLength - _database.Key.Fingerprint.Length - 1} characters, or leave it out.");
        if (Find(artifact.Id) is { } same)
            return same.Machine.Artifact.Equals(artifact) ? Status(same) : Fault(ControlFault.Types.Kind.Invalid, $"There is another artifact with the id '{artifact.Id}': give this one an id of its own, or leave it out."); // sent again is the same
        SchedulerContext context;
        try
        {
            context = ArtifactValidator.Admit(artifact, _self, _known.Values, _distributions, new ArtifactLimits { MaxJobs = _options.MaxJobs });
        }
        catch (InvalidArtifactException error)
        {
            return Fault(ControlFault.Types.Kind.Invalid, [.. error.Faults]);
        }

        if (_artifacts.Count >= _options.MaxArtifacts && !TryForgetOldest(_ => true))
            return Fault(ControlFault.Types.Kind.Full, $"The scheduler {_options.Name} has {_artifacts.Count} artifacts, and none of them has ended: wait, cancel one, or raise {nameof(SchedulerNodeOptions.MaxArtifacts)}.");
        var running = new Running(ArtifactMachine.Create(artifact, context, _distributions, _machine, Now));
        _artifacts.Add(artifact.Id, running);
        ArtifactLog.Submitted(_logger, Id, artifact.Id, artifact.Steps.Count, context.Workers.Count);
        await HandleAsync(running, new ArtifactInput.TimePassed()).ConfigureAwait(false);
        foreach (var worker in _known.Values) await HandleAsync(running, new ArtifactInput.WorkerKnown(worker)).ConfigureAwait(false);
        return Status(running);
    }

    private ControlReply List(string after)
    {
        var list = new ArtifactList();
        bool isAfter = after.Length == 0 || Find(after) is null;
        foreach (var artifact in _artifacts.Values.OrderByDescending(one => one.Machine.Record.Submitted).ThenBy(one => one.Machine.Artifact.Id, StringComparer.Ordinal))
        {
            if (isAfter && list.Artifacts.Count < MaxListed) list.Artifacts.Add(artifact.Machine.GetStatus(withJobs: false));
            isAfter |= after == artifact.Machine.Artifact.Id;
        }

        return new ControlReply { List = list };
    }

    /// <summary>By its whole id, or without the scheduler's fingerprint.</summary>
    private Running? Find(string id) => _artifacts.GetValueOrDefault(_database.Key.IdOf(id));

    private static ControlReply Status(Running artifact) => new() { Status = artifact.Machine.GetStatus(withJobs: true), Change = artifact.Change };

    private static string NameIn(ControlRequest request) => request.WhatCase switch
    {
        ControlRequest.WhatOneofCase.Status => request.Status,
        ControlRequest.WhatOneofCase.Cancel => request.Cancel,
        ControlRequest.WhatOneofCase.Resume => request.Resume,
        ControlRequest.WhatOneofCase.Forget => request.Forget,
        _ => request.Resources,
    };

    private static ControlReply Fault(ControlFault.Types.Kind kind, params string[] texts)
    {
        var fault = new ControlFault { Kind = kind };
        fault.Texts.AddRange(texts);
        return new ControlReply { Fault = fault };
    }
}
