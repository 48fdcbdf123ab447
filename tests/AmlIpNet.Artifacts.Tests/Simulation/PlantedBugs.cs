using System.Collections.Immutable;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>Bugs that the checks must find.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyDictionary<string, Func<Sabotage>> All { get; } = new Dictionary<string, Func<Sabotage>>
    {
        ["a lost worker goes unheard"] = () => new Input(input => input is ArtifactInput.WorkerLost ? null : input),
        ["what a worker has that was out of sight goes unheard"] = () => new Input(input => input is ArtifactInput.WorkerKnown known ? known with { Holds = [] } : input),
        ["lost resources go unheard"] = () => new Input(input => input is ArtifactInput.JobFailed { Fault: JobFault.Lost } failed ? failed with { Lost = [] } : input),
        ["forgotten variables count as failures"] = () => new Input(input => input is ArtifactInput.JobFailed { Fault: JobFault.Forgotten } failed ? failed with { Fault = JobFault.Operation } : input),
        ["every condition ends its iteration"] = () => new Input(input => input is ArtifactInput.JobCompleted done ? done with { Ends = true } : input),
        ["kept variables go unnoticed"] = () => new Input(input => input is ArtifactInput.JobCompleted done ? done with { Keeps = false } : input),
        ["answers of old attempts count"] = () => new OldAttempts(),
        ["a job is left out when saving"] = () => new Actions(action => action is ArtifactAction.Save { Jobs.Length: > 1 } save ? save with { Jobs = save.Jobs.RemoveAt(0) } : action),
        ["nobody permits stand-ins to read"] = () => new Actions(action => action is ArtifactAction.Permit ? null : action),
        ["tasks name no variables"] = () => new Actions(action => action is ArtifactAction.Dispatch dispatch ? dispatch with { Task = Without(dispatch.Task) } : action),
        ["all data goes to one worker"] = () => new OneWorker(),
        ["jobs are given out before they are saved"] = () => new Ordered(actions => [.. actions.OrderBy(action => action is ArtifactAction.Save)]),
        ["jobs are given out twice"] = () => new Ordered(actions => [.. actions, .. actions.OfType<ArtifactAction.Dispatch>()]),
        ["a distribution leaves out a product"] = () => new Forgetful(),
        ["nobody looks how long jobs take"] = () => new Patient(),
        ["failures are not counted"] = () => new Unlimited(),
        ["a restart starts all anew that was under way"] = () => new Anew(),
    };

    private static JobTask Without(JobTask task)
    {
        var changed = task.Clone();
        changed.Kept = "";
        return changed;
    }

    private sealed class Input(Func<ArtifactInput, ArtifactInput?> change) : Sabotage
    {
        public override ArtifactInput? OnInput(ArtifactInput input, ArtifactMachine machine) => change(input);
    }

    private sealed class Actions(Func<ArtifactAction, ArtifactAction?> change) : Sabotage
    {
        public override ArtifactAction? OnAction(ArtifactAction action) => change(action);
    }

    private sealed class Ordered(Func<IReadOnlyList<ArtifactAction>, IReadOnlyList<ArtifactAction>> change) : Sabotage
    {
        public override IReadOnlyList<ArtifactAction> OnActions(IReadOnlyList<ArtifactAction> actions) => change(actions);
    }

    private sealed class OldAttempts : Sabotage
    {
        public override ArtifactInput? OnInput(ArtifactInput input, ArtifactMachine machine) =>
            input is ArtifactInput.JobCompleted done ? done with { Attempt = machine.Jobs[(int)done.Job].Attempt } : input;
    }

    private sealed class OneWorker : Sabotage
    {
        private NodeId? _first;

        public override ArtifactAction? OnAction(ArtifactAction action) =>
            action is ArtifactAction.Dispatch { Worker: { } worker } dispatch ? dispatch with { Worker = _first ??= worker } : action;
    }

    private sealed class Unlimited : Sabotage
    {
        public override ArtifactMachineOptions OnOptions(ArtifactMachineOptions options) => options with { MaxAttempts = int.MaxValue };
    }

    private sealed class Patient : Sabotage
    {
        public override ArtifactMachineOptions OnOptions(ArtifactMachineOptions options) => options with { JobTimeout = null };
    }

    private sealed class Anew : Sabotage
    {
        public override JobRecord OnRestore(JobRecord record) => record.State is JobState.JobScheduled or JobState.JobRunning ? new JobRecord { Number = record.Number } : record;
    }

    private sealed class Forgetful : Sabotage
    {
        public override ImmutableDictionary<string, IDistribution> Distributions { get; } = AmlIpNet.Artifacts.Distributions.BuiltIn.SetItem(AmlIpNet.Artifacts.Distributions.Collect, new AllButOne());

        private sealed class AllButOne : IDistribution
        {
            public string? FaultOf(int sources, int sinks) => null;

            public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => Enumerable.Range(0, Math.Max(1, sources - 1)).Select(i => (i, 0));
        }
    }
}
