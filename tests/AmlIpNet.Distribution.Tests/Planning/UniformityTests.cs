namespace AmlIpNet.Distribution.Tests.Planning;

/// <summary>Over many seeds a task comes to each worker equally often. The seeds are fixed, so that the statistic is.</summary>
public sealed class UniformityTests
{
    private const int Seeds = 6_000;

    [Theory]
    [InlineData(4, 13)]
    [InlineData(6, 6)]
    [InlineData(7, 20)]
    public void In_a_distribution(int workers, int tasks)
    {
        var counts = new int[tasks, workers];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            foreach (var placement in Planner.Distribute(new PlanRequest { Workers = Cases.Equal(workers), Seed = seed }, Cases.Plain(tasks)).Placements) counts[placement.Task, placement.Worker]++;
        }

        for (int task = 0; task < tasks; task++) Assert.InRange(ChiSquare(counts, task, workers), 0, Critical(workers - 1));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(10)]
    public void In_a_design_by_worker_and_by_round(int n)
    {
        int[,] byWorker = new int[n * n, n], byRound = new int[n * n, n];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            foreach (var placement in Planner.Design(new PlanRequest { Workers = Cases.Equal(n), Seed = seed }).Placements)
            {
                byWorker[placement.Task, placement.Worker]++;
                byRound[placement.Task, placement.Round]++;
            }
        }

        for (int task = 0; task < n * n; task++)
        {
            Assert.InRange(ChiSquare(byWorker, task, n), 0, Critical(n - 1));
            Assert.InRange(ChiSquare(byRound, task, n), 0, Critical(n - 1));
        }
    }

    private static double ChiSquare(int[,] counts, int row, int columns)
    {
        double expected = (double)Seeds / columns;
        return Enumerable.Range(0, columns).Sum(column => Math.Pow(counts[row, column] - expected, 2) / expected);
    }

    // Wilson and Hilferty's approximation, at five standard deviations: one in three million.
    private static double Critical(int freedom)
    {
        double t = 2.0 / (9 * freedom);
        return freedom * Math.Pow(1 - t + 5 * Math.Sqrt(t), 3);
    }
}
