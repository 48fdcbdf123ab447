using System.Globalization;

namespace AmlIpNet.Distribution.Tests;

/// <summary>What the tests count in a plan, in the plainest way.</summary>
internal static class Book
{
    public static void Check(Plan plan)
    {
        CheckEachTaskOnce(plan);
        Assert.True(RequirementsHold(plan), $"A requirement does not hold.\n{plan}");
        Assert.True(ReservationsHold(plan), $"A reservation does not hold.\n{plan}");
        Assert.True(QueueIsNeeded(plan), $"A task is queued in vain.\n{plan}");
        var report = PlanVerifier.Verify(plan);
        Assert.True(report.IsTrue && report.Holds, $"{string.Join('\n', report.Faults.Concat(report.FalseClaims))}\n{plan}");
    }

    public static void CheckEachTaskOnce(Plan plan) => Assert.Equal(Enumerable.Range(0, plan.Tasks.Length), plan.Placements.Select(placement => placement.Task).Order());

    public static int[] Loads(Plan plan) => [.. Enumerable.Range(0, plan.Workers.Length).Select(worker => plan.Placements.Count(placement => placement.Worker == worker))];

    public static bool RequirementsHold(Plan plan) => plan.Placements.Where(placement => !placement.IsQueued)
        .All(placement => plan.Tasks[placement.Task].Requires.All(need => Has(plan, placement.Worker, need.Attribute) >= need.Amount));

    public static bool ReservationsHold(Plan plan) => plan.Placements.Where(placement => !placement.IsQueued).GroupBy(placement => (Scope(plan, placement), placement.Worker))
        .All(group => plan.Consumables.All(attribute => group.Sum(placement => Needs(plan, placement, attribute)) is var sum && (sum == 0 || sum <= Has(plan, group.Key.Worker, attribute))));

    public static bool QueueIsNeeded(Plan plan) => plan.Placements.Where(placement => placement.IsQueued).All(queued => Enumerable.Range(0, plan.Workers.Length).All(worker =>
        plan.Tasks[queued.Task].Requires.Any(need => !(Has(plan, worker, need.Attribute) - (plan.Consumables.Contains(need.Attribute) ? Used(plan, Scope(plan, queued), worker, need.Attribute) : 0) >= need.Amount))));

    private static decimal Used(Plan plan, int scope, int worker, string attribute) =>
        plan.Placements.Where(placement => placement.Worker == worker && Scope(plan, placement) == scope).Sum(placement => Needs(plan, placement, attribute));

    private static decimal Needs(Plan plan, Placement placement, string attribute) => plan.Tasks[placement.Task].Requires.Where(need => need.Attribute == attribute).Sum(need => need.Amount);

    private static int Scope(Plan plan, Placement placement) => plan.IsDesign ? placement.Round : 0;

    private static decimal? Has(Plan plan, int worker, string attribute) => plan.Workers[worker].Attributes.Find(attribute) switch
    {
        null => null,
        "true" => 1,
        "false" => 0,
        var text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal amount) ? amount : null,
    };
}
