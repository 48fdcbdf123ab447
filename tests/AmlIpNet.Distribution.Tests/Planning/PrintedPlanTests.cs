namespace AmlIpNet.Distribution.Tests.Planning;

/// <summary>The plans that docs/DISTRIBUTION.md shows are those that the code makes.</summary>
public sealed class PrintedPlanTests
{
    [Fact]
    public void The_page_shows_these_plans()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AmlIpNet.sln"))) root = Path.GetDirectoryName(root)!;
        string page = File.ReadAllText(Path.Combine(root, "docs", "DISTRIBUTION.md")).ReplaceLineEndings();
        Assert.Contains(Planner.Design(new PlanRequest { Workers = Cases.Equal(4), Seed = 7 }).ToString(), page);
        var unequal = new PlanRequest { Workers = [Cases.Worker("big-1", "memory=2"), Cases.Worker("big-2", "memory=2"), Cases.Worker("small", "memory=1")], Seed = 7 };
        Assert.Contains(Planner.Design(unequal, [Demands.Parse("memory=1"), Demands.Parse("memory=1"), Demands.Parse("memory=2")]).ToString(), page);
    }
}
