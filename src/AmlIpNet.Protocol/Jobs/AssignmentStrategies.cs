namespace AmlIpNet.Protocol;

/// <summary>The strategies that come along.</summary>
public static class AssignmentStrategies
{
    /// <summary>The server with the largest share of free slots; among equals the one that was not chosen for the longest.</summary>
    public static IAssignmentStrategy LeastLoaded { get; } = new LeastLoadedStrategy();

    /// <summary>The first by id.</summary>
    public static IAssignmentStrategy FirstFree { get; } = new FirstFreeStrategy();

    /// <summary>The one that was not chosen for the longest.</summary>
    public static IAssignmentStrategy RoundRobin { get; } = new RoundRobinStrategy();

    private sealed class FirstFreeStrategy : IAssignmentStrategy
    {
        public bool TellsJobsApart => false;

        public int Choose(in AssignmentQuestion question) => 0;
    }

    private sealed class RoundRobinStrategy : IAssignmentStrategy
    {
        public bool TellsJobsApart => false;

        public int Choose(in AssignmentQuestion question)
        {
            var candidates = question.Candidates;
            int best = 0;
            for (int i = 1; i < candidates.Length; i++)
            {
                if (candidates[i].LastChosen < candidates[best].LastChosen) best = i;
            }

            return best;
        }
    }

    private sealed class LeastLoadedStrategy : IAssignmentStrategy
    {
        public bool TellsJobsApart => false;

        public int Choose(in AssignmentQuestion question)
        {
            var candidates = question.Candidates;
            int best = 0;
            for (int i = 1; i < candidates.Length; i++)
            {
                if (IsBetter(candidates[i], candidates[best])) best = i;
            }

            return best;
        }

        private static bool IsBetter(in ServerCandidate a, in ServerCandidate b)
        {
            // a.Free / a.Slots against b.Free / b.Slots, without a division.
            long left = (long)a.Free * Math.Max(1, b.Slots), right = (long)b.Free * Math.Max(1, a.Slots);
            return left != right ? left > right : a.LastChosen < b.LastChosen;
        }
    }
}
