using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

// The bugs that are planted.
public sealed partial class SimulationTests
{
    // Every now and then a worker does not tell what it has got.
    private sealed class ReportForgotten : Sabotage
    {
        private int _count;

        public override bool OnWorkerAction(ref DataAction action) => action.Kind != DataActionKind.Report || action.Entry!.State != KeyState.Memory || ++_count % 5 != 0;
    }

    private sealed class RemovalForgotten : Sabotage
    {
        public override bool OnWorkerAction(ref DataAction action) => action.Kind != DataActionKind.Remove;
    }

    private sealed class DeathForgotten : Sabotage
    {
        public override bool OnCenterLoses(NodeId worker) => false;
    }

    private sealed class BlamedTooLate : Sabotage
    {
        public override int MaxDeaths => 5;
    }

    private sealed class DigestIgnored : Sabotage
    {
        public override bool ChecksDigests => false;
    }

    private sealed class HalfRegistered : Sabotage
    {
        public override IEnumerable<DataEntry> OnRegister(IEnumerable<DataEntry> entries) => entries.Where((_, i) => i % 2 == 0);
    }

    private sealed class AnswerForgotten : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Reply;
    }

    private sealed class AssignmentForgotten : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Assign;
    }

    private sealed class StaleKept : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Delete;
    }

    // Reports go out late: answers overtake them.
    private sealed class AnsweredTooEarly : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action)
        {
            if (action.Kind == DataActionKind.Ack) action = action with { Request = ulong.MaxValue };
            return true;
        }
    }

    private sealed class SettledTooEarly : Sabotage
    {
        public override bool IsSettled(bool isSettled) => true;

        public override DataEntry OnAnswer(DataEntry entry) => entry.State == KeyState.Memory && entry.Key[^1] == '1' ? new DataEntry(entry.Key) : entry;
    }

    // What a worker holds though it was deleted stays there.
    private sealed class DeletionForgotten : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action is not { Kind: DataActionKind.Delete, Entry: { State: KeyState.Missing, Code: DataCode.Ok } };
    }

    // Who puts a value with a clock that is behind never hears how far.
    private sealed class ClockBelieved : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action)
        {
            if (action is { Kind: DataActionKind.Delete, Entry: { Code: DataCode.Ok, State: KeyState.Memory or KeyState.Missing } entry }) action = action with { Entry = entry with { Offset = 0 } };
            return true;
        }
    }

    private sealed class AssignmentOverlooked : Sabotage
    {
        public override bool IsAssigned(KeyState state) => state is not (KeyState.Flight or KeyState.Fetch);
    }

    // What was put over a computed value passes for computed.
    private sealed class RecipeKept : Recipes
    {
        protected override bool IsMeant(DataEntry entry) => true;
    }

    private sealed class LocalFunctionTold : Recipes
    {
        protected override bool IsMeant(DataEntry entry) => entry.Recipe!.Function == "local";
    }

    private abstract class Recipes : Sabotage
    {
        private readonly Dictionary<string, Recipe> _known = [];

        protected abstract bool IsMeant(DataEntry entry);

        public override bool OnWorkerAction(ref DataAction action)
        {
            if (action is { Kind: DataActionKind.Run, Entry: { } run } && IsMeant(run)) _known[run.Key] = run.Recipe!;
            if (action is { Kind: DataActionKind.Report, Entry: { State: KeyState.Memory, Recipe: null } entry } && _known.TryGetValue(entry.Key, out var recipe)) action = action with { Entry = entry with { Recipe = recipe } };
            return true;
        }
    }

    private sealed class DenialTold : Sabotage
    {
        public override bool TellsOfDenials => true;
    }

    private sealed class LastCopyForgotten : Sabotage
    {
        public override bool ForgetsLastCopies => true;
    }

    private sealed class FarewellForgotten : Sabotage
    {
        public override bool SaysFarewell => false;
    }
}
