using System.Globalization;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Rendering;

/// <summary>Events and actions of the machines in plain words.</summary>
internal static class ReplayWords
{
    public static string Of(JobClientEvent e) => e.Kind switch
    {
        JobClientEventKind.Submit => $"job {e.Job} is submitted (priority {e.Terms.Priority}, {Limit(e.Terms.TimeLimit)}, {e.Terms.MaxFailures} failures allowed)",
        JobClientEventKind.Cancel => $"job {e.Job} is given up by the user",
        JobClientEventKind.Availability => $"{e.Server} says: {Of(e.Load)}; holds {(e.Held is { Length: > 0 } held ? $"attempts {string.Join(", ", held)}" : "no attempt")} of this client",
        JobClientEventKind.Outcome => $"{e.Server} says: attempt {e.Task} is {Of(e.What, e.Code, e.Text)}; last attempt received {e.LastTask}; {Of(e.Load)}",
        JobClientEventKind.Suspected => $"{e.Server} shows no sign of life",
        JobClientEventKind.Trusted => $"{e.Server} shows signs of life again",
        JobClientEventKind.Lost => $"{e.Server} is gone",
        JobClientEventKind.PeerFound => $"{e.Server} is there, for auctions only",
        JobClientEventKind.Reply => $"{e.Server} offers itself for task {e.Task}",
        JobClientEventKind.Solution => $"{e.Server} sends the solution of task {e.Task}",
        JobClientEventKind.Time => "time has passed",
        _ => $"{e.Kind}",
    };

    public static string Of(JobClientAction a) => a.Kind switch
    {
        JobClientActionKind.SendWork => $"send job {a.Job} as attempt {a.Task} to {a.Server} (its start {a.Incarnation}, {Limit(a.TimeLeft)})",
        JobClientActionKind.SendCancel => $"{(a.Flag ? "recall" : "cancel")} attempt {a.Task} at {a.Server}",
        JobClientActionKind.SendRequest => $"ask all who is free for task {a.Task}",
        JobClientActionKind.SendTarget => a.Server.IsUndefined ? $"tell all that nobody does task {a.Task}" : $"tell all that {a.Server} does task {a.Task}",
        JobClientActionKind.SendData => $"send job {a.Job} as task {a.Task} to {a.Server}",
        JobClientActionKind.EmptyData => $"empty the unsent data of task {a.Task}",
        JobClientActionKind.Complete => $"job {a.Job} is solved by attempt {a.Task} at {a.Server}",
        JobClientActionKind.Fail => $"job {a.Job} fails: {Of(a.Account)}",
        JobClientActionKind.Progress => $"tell the progress of job {a.Job}",
        JobClientActionKind.HandOver => $"hand job {a.Job} over to a client with a new id",
        JobClientActionKind.DropSample => "drop the sample",
        _ => $"{a.Kind}",
    };

    public static string Of(JobServerEvent e) => e.Kind switch
    {
        JobServerEventKind.Work => $"{e.Key.Client} sends job {e.Job} as attempt {e.Key.Task} (priority {e.Priority}, {Limit(e.TimeLeft)}; its start {e.ClientIncarnation}, for start {e.ServerIncarnation})",
        JobServerEventKind.CancelWork => $"{e.Key.Client} {(e.Flag ? "recalls" : "cancels")} attempt {e.Key.Task}",
        JobServerEventKind.Request => $"{e.Key.Client} asks who is free for task {e.Key.Task}",
        JobServerEventKind.Target => e.Server.IsUndefined ? $"{e.Key.Client} says that nobody does task {e.Key.Task}" : $"{e.Key.Client} says that {e.Server} does task {e.Key.Task}",
        JobServerEventKind.Data => $"{e.Key.Client} sends the data of task {e.Key.Task} to {e.Server}",
        JobServerEventKind.Solved => $"the handler has solved {e.Key}",
        JobServerEventKind.Failed => $"the handler of {e.Key} gave up with code {e.Number}{Quoted(e.Text)}",
        JobServerEventKind.Progress => $"the handler of {e.Key} tells how far it is",
        JobServerEventKind.NativeClientFound => $"{e.Key.Client} is there, on the native plane",
        JobServerEventKind.ClientLost => $"{e.Key.Client} is gone",
        JobServerEventKind.ClientUnknown => $"{e.Key.Client} is not to be seen",
        JobServerEventKind.Slots => $"{e.Number} slots from now on",
        JobServerEventKind.Taking => e.Number > 0 ? "jobs are taken from now on" : "no more jobs are taken",
        JobServerEventKind.Guarded => e.Number > 0 ? "a guardian answers the auctions from now on" : "no guardian answers the auctions any more",
        JobServerEventKind.Leave => "the node leaves",
        JobServerEventKind.Time => "time has passed",
        _ => $"{e.Kind}",
    };

    public static string Of(JobServerAction a) => a.Kind switch
    {
        JobServerActionKind.SendOutcome => $"tell {a.Key.Client}: attempt {a.Key.Task} at job {a.Job} is {Of(a.What, a.Code, a.Text)}",
        JobServerActionKind.PublishAvailability => "publish the availability",
        JobServerActionKind.SendReply => $"offer itself to {a.Key.Client} for task {a.Key.Task}",
        JobServerActionKind.SendSolution => $"send the solution of task {a.Key.Task} to {a.Key.Client}",
        JobServerActionKind.Keep => $"keep {a.Key}",
        JobServerActionKind.Start => $"start {a.Key}",
        JobServerActionKind.CancelHandler => $"cancel the handler of {a.Key}",
        JobServerActionKind.Forget => $"forget {a.Key}",
        JobServerActionKind.DropSample => "drop the sample",
        _ => $"{a.Kind}",
    };

    private static string Of(OutcomeKind what, int code, string? text) => what switch
    {
        OutcomeKind.Refused => $"refused ({(RefusalReason)code})",
        OutcomeKind.Failed => $"failed with code {code}{Quoted(text)}",
        OutcomeKind.Solution => "solved",
        OutcomeKind.Progress => "under way",
        _ => what.ToString().ToLowerInvariant(),
    };

    private static string Of(ServerLoad load) => $"{load.Free} of {load.Slots} slots free, room to keep {load.QueueRoom}, {load.State.ToString().ToLowerInvariant()} (start {load.Incarnation}, version {load.Version})";

    private static string Of(JobAccount? account) => account is null
        ? "no account"
        : $"{account.End}; {string.Join(", ", account.Attempts.Select(line => $"attempt {line.Attempt} at {line.Server}: {line.End}{(line.End == AttemptEnd.Failed ? $" with code {line.Code}" : "")}{Quoted(line.Text)}"))}";

    private static string Limit(TimeSpan? limit) => limit is { } time ? string.Create(CultureInfo.InvariantCulture, $"within {time.TotalSeconds:0.###} s") : "in any time";

    /// <summary>A handler's words, safe to show on a terminal.</summary>
    private static string Quoted(string? text) => text is null ? "" : $": '{string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '·' : c))}'";
}
