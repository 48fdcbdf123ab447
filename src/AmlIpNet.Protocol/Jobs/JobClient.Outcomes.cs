namespace AmlIpNet.Protocol;

// What servers say about attempts.
public sealed partial class JobClient
{
    private void OnOutcome(in JobClientEvent input, TimeSpan now, ICollection<JobClientAction> actions)
    {
        // Only an availability makes a server known.
        if (_servers.ContainsKey(input.Server) && Meet(input.Server, input.Load, now, actions) is { } server) MarkReported(server, input.LastTask);
        if (!_attempts.TryGetValue(input.Task, out var attempt) || attempt.ServerId != input.Server || attempt.Incarnation != input.Load.Incarnation)
        {
            actions.Add(new(JobClientActionKind.DropSample, 0, input.Task, input.Server));
            return;
        }

        switch (input.What)
        {
            case OutcomeKind.Accepted:
                NoteKept(attempt);
                Hear(attempt, now);
                break;
            case OutcomeKind.Started:
            case OutcomeKind.Progress:
                NoteStart(attempt);
                Hear(attempt, now);
                actions.Add(new(JobClientActionKind.Progress, attempt.Job.Id, attempt.Task, attempt.ServerId));
                break;
            case OutcomeKind.Refused:
                OnRefused(attempt, (RefusalReason)input.Code);
                break;
            case OutcomeKind.Solution:
                NoteSlotRefilled(attempt);
                actions.Add(new(JobClientActionKind.Complete, attempt.Job.Id, attempt.Task, attempt.ServerId));
                End(attempt.Job, attempt, now, actions);
                break;
            case OutcomeKind.Failed:
                NoteSlotRefilled(attempt);
                OnFailed(attempt, input.Code, input.Text, now, actions);
                break;
            default:
                actions.Add(new(JobClientActionKind.DropSample, 0, input.Task, input.Server));
                break;
        }
    }

    private void OnRefused(Attempt attempt, RefusalReason reason)
    {
        var job = attempt.Job;
        Refusals++;
        job.GoesWhole |= reason == RefusalReason.PartsMissing;
        if (attempt.CountedAsDeath) job.Deaths--; // it was only cut off
        if (!attempt.IsRecalled) Record(attempt, AttemptEnd.Refused);
        Drop(attempt);
        WaitUnlessServed(job);
    }

    private void OnFailed(Attempt attempt, int code, string? text, TimeSpan now, ICollection<JobClientAction> actions)
    {
        var job = attempt.Job;
        Record(attempt, AttemptEnd.Failed, code, text);
        job.FailedOn = attempt.ServerId;
        Drop(attempt);
        if (++job.Failures >= job.Terms.MaxFailures) Fail(job, JobEnd.Failed, now, actions);
        else WaitUnlessServed(job);
    }

    /// <summary>A slot was given back and is not free: most likely the oldest job that the server kept has it.</summary>
    private static void NoteSlotRefilled(Attempt ended)
    {
        if (ended.Server is not { Load.Free: 0 } server) return;
        foreach (var attempt in server.Attempts)
        {
            if (attempt == ended || attempt.MayRun || !attempt.IsKept) continue;
            attempt.IsKept = false;
            return;
        }
    }
}
