using System.Collections.Concurrent;
using System.Collections.Immutable;
using AmlIpNet.Protocol;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

// What the machines want done.
internal sealed partial class SchedulerSession
{
    private readonly ConcurrentDictionary<NodeId, SemaphoreSlim> _gates = new(); // attempts that a worker is given at a time

    private void Act(Running artifact, ArtifactAction action)
    {
        string id = artifact.Machine.Artifact.Id;
        switch (action)
        {
            case ArtifactAction.Permit permit:
                if (permit.Holder is null || permit.Holder == Id) Guard.Permit(permit.Resource, permit.Reader);
                artifact.Permits.Add((permit.Resource, PermitAsync(permit.Resource, permit.Holder ?? Id, permit.Reader)));
                break;
            case ArtifactAction.Dispatch dispatch: Dispatch(artifact, dispatch); break;
            case ArtifactAction.Abort abort:
                if (artifact.Attempts.Remove((abort.Job, abort.Attempt), out var attempt)) attempt.Cancel();
                Forget(id, ResourceKeys.Of(id, abort.Job, abort.Attempt), abort.Worker);
                break;
            case ArtifactAction.Forget forget: Forget(id, forget.Resource, forget.Holder); break;
            case ArtifactAction.Ended { State: ArtifactState.ArtifactCompleted }:
                ArtifactLog.Completed(_logger, id);
                OpenResults(artifact.Machine);
                End(artifact.Machine);
                break;
            case ArtifactAction.Ended ended: ArtifactLog.Ended(_logger, id, ended.State, ended.Error); break;
        }
    }

    private void Dispatch(Running artifact, ArtifactAction.Dispatch dispatch)
    {
        var machine = artifact.Machine;
        var worker = dispatch.Worker ?? Id;
        artifact.Permits.RemoveAll(permit => permit.Told.IsCompleted);
        var permits = artifact.Permits.Where(permit => dispatch.Needed.Contains(permit.Resource)).Select(permit => permit.Told).ToList();
        var order = new Order { Node = worker.ToByteString(), Task = dispatch.Task };
        AddNeeded(order, machine, dispatch.Needed);
        foreach (string resource in dispatch.Needed)
        {
            if (!ResourceKeys.TryParse(resource, out _, out uint number, out _)) continue;
            if (machine.Plan.Jobs[(int)number].Part == CompiledJob.Scheduler) Guard.Permit(resource, worker); // a scheduler that starts anew knows no readers
            else if (machine.Jobs[(int)number].Product is { Holder.IsUndefined: true }) permits.Add(PermitAsync(resource, default, worker)); // copies know none either
        }

        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        artifact.Attempts[(dispatch.Job, dispatch.Attempt)] = cancellation;
        Interlocked.Increment(ref _attempts);
        bool decides = machine.Plan.Jobs[(int)dispatch.Job].Decides;
        _ = Task.Run(async () =>
        {
            var input = await AttemptEnds.OfAsync(
                dispatch.Job, dispatch.Attempt, () => AttemptAsync(artifact, dispatch, worker, order, permits, decides, cancellation.Token), cancellation.Token).ConfigureAwait(false);
            Post(async () =>
            {
                artifact.Attempts.Remove((dispatch.Job, dispatch.Attempt));
                cancellation.Dispose();
                if (input is not null) await HandleAsync(artifact, input).ConfigureAwait(false);
            });
        }, CancellationToken.None);
    }

    /// <returns>How it ended; null when nobody wants to know.</returns>
    private async Task<ArtifactInput?> AttemptAsync(
        Running artifact, ArtifactAction.Dispatch dispatch, NodeId worker, Order order, IReadOnlyList<Task> permits, bool decides, CancellationToken cancellationToken)
    {
        string key = ResourceKeys.Of(artifact.Machine.Artifact.Id, dispatch.Job, dispatch.Attempt);
        JobFault fault;
        string text;
        ImmutableArray<string> lost = [];
        try
        {
            await Task.WhenAll(permits).WaitAsync(cancellationToken).ConfigureAwait(false);
            var gate = _gates.GetOrAdd(worker, id => new SemaphoreSlim(worker == Id ? _options.Slots : (int)Math.Clamp(_known.TryGetValue(id, out var known) ? known.Slots : 1, 1, ArtifactNames.MaxSlots)));
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                Post(artifact, new ArtifactInput.JobStarted(dispatch.Job, dispatch.Attempt));
                byte[] signed = _database.Key.Sign(order).ToByteArray();
                if (signed.Length > DataBounds.MaxArgumentBytes) throw new OperationException($"The task has {signed.Length:N0} bytes, and {DataBounds.MaxArgumentBytes:N0} are possible: give its operations fewer or shorter parameters.");
                var place = await _client.Worker(worker).ComputeAsync(ArtifactNames.Task, key, signed, dispatch.Needed, cancellationToken).ConfigureAwait(false);
                var product = new JobProduct(place.Worker, place.Size, SourceFiles.TextOf(place.Digest), ProductMarks.Without(place.ContentType));
                bool ends = decides && $"{_database.Product(key)}".Trim() == "true";
                return new ArtifactInput.JobCompleted(dispatch.Job, dispatch.Attempt, product, ProductMarks.Has(place.ContentType), ends);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (NoPeerException error)
        {
            await LookAsync(cancellationToken).WaitAsync(s_patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the machine hears first that the worker is lost
            (fault, text) = (JobFault.Unreachable, error.Message);
        }
        catch (ComputationFailedException error)
        {
            (fault, text) = (FaultOf(error), error.Message);
            if (error.Code == DataCode.NoRoom) Post(() =>
            {
                MakeRoom(worker);
                return Task.CompletedTask;
            });
            if (fault == JobFault.Lost) lost = await LostAsync(dispatch.Needed, error, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            (fault, text) = (error is OperationException ? JobFault.Operation : JobFault.Unreachable, error.Message);
        }

        ArtifactLog.AttemptFailed(_logger, artifact.Machine.Artifact.Id, dispatch.Job, dispatch.Attempt, $"{worker}", fault, text);
        return new ArtifactInput.JobFailed(dispatch.Job, dispatch.Attempt, fault, text, lost);
    }

    // The data space tells of what a function threw by its type's name and message.
    private static JobFault FaultOf(ComputationFailedException error) => error.Code switch
    {
        DataCode.Lost => JobFault.Lost,
        DataCode.Failed when error.Message.Contains(s_changed, StringComparison.Ordinal) => JobFault.Lost,
        DataCode.Failed when error.Message.Contains($": {nameof(VariablesForgottenException)}: ", StringComparison.Ordinal) => JobFault.Forgotten,
        DataCode.Failed when error.Message.Contains($": {nameof(PartUnavailableException)}: ", StringComparison.Ordinal) => JobFault.Unreachable,
        DataCode.Failed => JobFault.Operation,
        _ => JobFault.Unreachable,
    };

    private static readonly string s_changed = $": {nameof(ResourceChangedException)}: ";

    /// <summary>Of the needed resources those that nobody holds, or that are not what was made.</summary>
    private async Task<ImmutableArray<string>> LostAsync(ImmutableArray<string> needed, ComputationFailedException error, CancellationToken cancellationToken)
    {
        if (error.Message.Contains(s_changed, StringComparison.Ordinal)) return [.. needed.Where((_, place) => error.Message.Contains(new ResourceChangedException(place).Message, StringComparison.Ordinal))];
        await _client.WaitUntilSettledAsync(cancellationToken).ConfigureAwait(false);
        var facts = await _client.WhoHasAsync(needed, cancellationToken).ConfigureAwait(false);
        return [.. needed.Where(key => !facts.TryGetValue(key, out var fact) || !fact.IsHeld)];
    }

    /// <summary>Tells those who hold a resource, or a copy, that a node may read it.</summary>
    private async Task PermitAsync(string resource, NodeId holder, NodeId reader)
    {
        try
        {
            HashSet<NodeId> holders = holder.IsUndefined ? [] : [holder];
            if (holder.IsUndefined) await _client.WaitUntilSettledAsync(_closing.Token).ConfigureAwait(false);
            if ((await _client.WhoHasAsync([resource], _closing.Token).ConfigureAwait(false)).TryGetValue(resource, out var facts)) holders.UnionWith(facts.Holders);
            if (holders.Contains(Id)) Guard.Permit(resource, reader); // a copy here
            var permission = new Permission { Resource = resource, Reader = reader.ToByteString() };
            await Task.WhenAll(holders.Where(node => node != Id && node != reader && (node == holder || _known.ContainsKey(node))).Select(node => TellAsync(node, new Order { Permit = permission }))).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (!_closing.IsCancellationRequested) ArtifactLog.Failed(_logger, $"Permitting {reader} to read {resource}", error); // the attempt will tell
        }
    }

    private async Task TellAsync(NodeId worker, Order order)
    {
        order.Node = worker.ToByteString();
        string letter = ArtifactNames.Letter(_client.Id, Interlocked.Increment(ref _letters));
        await _client.Worker(worker).ComputeAsync(ArtifactNames.Tell, letter, _database.Key.Sign(order).ToByteArray(), [], _closing.Token).ConfigureAwait(false);
        await _client.Worker(worker).DeleteDataAsync([letter], _closing.Token).ConfigureAwait(false);
    }

    private void Forget(string artifact, string resource, NodeId? holder)
    {
        if (holder is { } worker && worker != Id) Settle(new Owed(worker, artifact, resource));
        else InBackground($"Forgetting {resource}", async () =>
        {
            _database.ForgetProduct(resource);
            await _worker.DeleteLocalAsync(key => key == resource).ConfigureAwait(false);
        });
    }

    /// <summary>Nobody but who may download reads its resources, and workers drop its variables.</summary>
    private void End(ArtifactMachine machine)
    {
        string id = machine.Artifact.Id;
        Guard.End(id);
        foreach (var worker in Owed.WorkersOf(machine)) Settle(new Owed(worker, id, ""));
    }

    /// <summary>Tells a worker what it has to know; one that is not there is told when it comes.</summary>
    private void Settle(Owed owed)
    {
        if (_known.ContainsKey(owed.Node)) InBackground($"Telling {owed.Node} of the end of {(owed.Resource.Length > 0 ? owed.Resource : owed.Artifact)}", async () =>
        {
            await TellAsync(owed.Node, owed.Resource.Length > 0 ? new Order { Forget = owed.Resource } : new Order { End = owed.Artifact }).ConfigureAwait(false);
            _database.Settle(owed);
        });
    }

    private void InBackground(string what, Func<Task> action) => _ = Task.Run(async () =>
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (error is not NoPeerException && !_closing.IsCancellationRequested) ArtifactLog.Failed(_logger, what, error);
        }
    }, CancellationToken.None);

    // The guard has let the order through.
    private ValueTask<DataValue> RunAsync(DataCall call, CancellationToken cancellationToken)
    {
        var order = Order.Parser.ParseFrom(SignedOrder.Parser.ParseFrom(call.Arguments.Span).Order);
        return _runner.RunAsync(order.Task, call.Needed, [.. order.Needed.Select(needed => needed.Digest)], cancellationToken);
    }
}
