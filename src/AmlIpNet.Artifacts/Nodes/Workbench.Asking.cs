using AmlIpNet.Protocol;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

// Questions to the scheduler, which may be started anew in between.
public sealed partial class Workbench
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until there is an answer: every question may come twice.</summary>
    private async Task<ControlReply> AskAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        byte[] bytes = request.ToByteArray();
        long start = Environment.TickCount64;
        while (true)
        {
            if (_scheduler.IsUndefined) _scheduler = await FindAsync(start, cancellationToken).ConfigureAwait(false);
            try
            {
                var reply = await AskAsync(_scheduler, bytes, cancellationToken).ConfigureAwait(false);
                return reply.WhatCase == ControlReply.WhatOneofCase.Fault ? throw ErrorOf(reply.Fault) : reply;
            }
            catch (Exception error) when (error is NoPeerException or KeysLostException && !IsLate(start))
            {
                _scheduler = NodeId.Undefined; // it is gone, with the answer perhaps: the next one is asked anew
                await Task.Delay(s_step, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<ControlReply> AskAsync(NodeId scheduler, byte[] request, CancellationToken cancellationToken)
    {
        var worker = _client.Worker(scheduler);
        string answer = ArtifactNames.Letter(Id, Interlocked.Increment(ref _letters));
        List<string> letters = [answer];
        try
        {
            string[] needed = [];
            if (request.Length > DataBounds.MaxArgumentBytes)
            {
                letters.Add($"{answer}/request");
                needed = [letters[1]];
                await worker.UpdateDataAsync([new(letters[1], new DataValue(request))], cancellationToken).ConfigureAwait(false);
            }

            await worker.ComputeAsync(ArtifactNames.Control, answer, needed.Length > 0 ? default : request, needed, cancellationToken).ConfigureAwait(false);
            var value = (await worker.GetDataAsync([answer], cancellationToken).ConfigureAwait(false))[answer];
            return ControlReply.Parser.ParseFrom(value.Bytes.Span);
        }
        finally
        {
            _ = worker.DeleteDataAsync(letters, CancellationToken.None).ContinueWith(static task => task.Exception, TaskScheduler.Default); // it may be gone
        }
    }

    /// <summary>The scheduler of the name, or the only one.</summary>
    private async Task<NodeId> FindAsync(long start, CancellationToken cancellationToken)
    {
        NodeId[] found = [];
        while (true)
        {
            var workers = await _client.WorkersAsync(cancellationToken).ConfigureAwait(false);
            if (workers.Count > 0)
            {
                var facts = await _client.WhoHasAsync(workers.Select(worker => $"{ArtifactNames.Scheduler}{worker.Id}"), cancellationToken).ConfigureAwait(false);
                found = [.. workers.Select(worker => worker.Id).Where(id => (_options.Scheduler is null || id.Name == _options.Scheduler) && facts.TryGetValue($"{ArtifactNames.Scheduler}{id}", out var fact) && fact.IsHeld)];
                if (found.Length == 1) return found[0];
            }

            if (IsLate(start)) break;
            await Task.Delay(s_step, cancellationToken).ConfigureAwait(false);
        }

        string name = _options.Scheduler is { } wanted ? $" of the name '{wanted}'" : "";
        throw new NoPeerException(found.Length == 0
            ? $"There is no scheduler{name}: start one, for instance with `amlip artifact scheduler`, on the same domain and network."
            : $"There are {found.Length} schedulers{name}: {string.Join(", ", found)}. Name the one that is meant{(name.Length > 0 ? ", and give each a name of its own" : "")}.");
    }

    private bool IsLate(long start) => Environment.TickCount64 - start > _options.PeerTimeout.TotalMilliseconds;

    private static AmlIpException ErrorOf(ControlFault fault) => fault.Kind switch
    {
        ControlFault.Types.Kind.Invalid => new InvalidArtifactException([.. fault.Texts]),
        ControlFault.Types.Kind.Unknown => new UnknownArtifactException(string.Join(' ', fault.Texts)),
        _ => new SchedulerException(string.Join(' ', fault.Texts)),
    };
}
