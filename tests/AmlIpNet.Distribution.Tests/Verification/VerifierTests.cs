using System.Text.RegularExpressions;
using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Verification;

public sealed class VerifierTests
{
    [Fact]
    public void Any_change_of_one_placement_is_found() => Seeded.Run(random =>
    {
        for (int i = 0; i < 2_000; i++)
        {
            var request = Cases.Request(random, random.Next(2, 8));
            var plan = random.Next(2) == 0 ? Planner.Distribute(request, Cases.Tasks(random, random.Next(1, 30))) : Planner.Design(request);
            int at = random.Next(plan.Placements.Length);
            var old = plan.Placements[at];
            int worker = random.Next(-1, request.Workers.Length);
            if (worker == old.Worker) continue;
            var report = PlanVerifier.Verify(plan.With(plan.Placements.SetItem(at, old with { Worker = worker })));
            // Two moved tasks, or two loads, may change places without a count that changes: then nothing is broken either.
            if (report.IsTrue && report.Holds) Assert.True(Book.RequirementsHold(plan) && old.IsMoved && worker != old.Home, $"{old} changed to worker {worker} was not noticed:\n{plan}");
        }
    });

    [Fact]
    public void A_task_twice_or_missing_or_nowhere_is_found()
    {
        var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(4) });
        var twice = PlanVerifier.Verify(plan.With(plan.Placements.SetItem(3, plan.Placements[3] with { Task = plan.Placements[0].Task })));
        Assert.Contains(twice.Faults, fault => fault.Contains("placed twice"));
        Assert.Contains(twice.Faults, fault => fault.Contains("neither placed nor queued"));
        Assert.Contains(twice.FalseClaims, claim => claim.Contains("each pair"));
        var nowhere = PlanVerifier.Verify(plan.With(plan.Placements.SetItem(3, plan.Placements[3] with { Worker = 99 })));
        Assert.False(nowhere.Holds);
        Assert.False(PlanVerifier.Verify(plan.With([])).Holds);
    }

    [Fact]
    public void Swapped_cells_are_no_square()
    {
        var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(5) });
        var (a, b) = (plan.Placements[0], plan.Placements[1]);
        var report = PlanVerifier.Verify(plan.With(plan.Placements.SetItem(0, a with { Task = b.Task }).SetItem(1, b with { Task = a.Task })));
        Assert.Contains(report.FalseClaims, claim => claim.Contains("shards are Latin"));
        Assert.Contains(report.FalseClaims, claim => claim.Contains("kinds are Latin"));
    }

    [Fact]
    public void Each_claim_of_the_certificate_is_compared()
    {
        var plan = Planner.Design(new PlanRequest { Workers = Cases.Equal(4) });
        var good = plan.Certificate;
        Certificate[] lies =
        [
            good with { Placed = 1 }, good with { Moved = 1 }, good with { Queued = 1 }, good with { SmallestLoad = 1 }, good with { LargestLoad = 9 }, good with { RequirementsHold = false },
            good with { ReservationsHold = false }, good with { QueueIsNeeded = false }, good with { ShardsAreLatin = false }, good with { KindsAreLatin = false }, good with { EachPairOnce = false },
        ];
        Assert.Equal(typeof(Certificate).GetConstructors()[0].GetParameters().Length, lies.Length);
        Assert.All(lies, lie => Assert.Single(PlanVerifier.Verify(plan.With(lie)).FalseClaims));
    }

    [Fact]
    public void The_verifier_shares_no_code_with_the_planner()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AmlIpNet.sln"))) root = Path.GetDirectoryName(root)!;
        string folder = Path.Combine(root, "src", "AmlIpNet.Distribution");
        string[] makers = [.. new[] { "Planning", "Squares", "Selection", "Strategies" }.SelectMany(name => Directory.GetFiles(Path.Combine(folder, name), "*.cs"))
            .Select(file => Path.GetFileName(file).Split('.')[0]).Append(nameof(Quantity)).Append(nameof(Demands.AreMetBy)).Distinct()];
        Assert.Contains("Ledger", makers);
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "Verification"), "*.cs"))
        {
            string code = Regex.Replace(File.ReadAllText(file), "//.*", "");
            Assert.All(makers, maker => Assert.DoesNotMatch($@"\b{maker}\b", code));
        }
    }
}
