namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>Memory does not grow with what has been sent.</summary>
public abstract class ProcessMemoryContract<TEnvironment> : CrossProcessTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const int Rounds = 10;

    /// <summary>Growth that is no growth: a writer's history (8 MiB here), buffers that are kept for reuse, garbage that waits for its collection.</summary>
    private const long Slack = 160 << 20;

    [Theory]
    [InlineData(100_000, 64)]
    [InlineData(1_500, 1 << 20)]
    public async Task The_resident_size_of_both_processes_stays_bounded(int count, int size)
    {
        var (writing, reading) = await StartTwo(join => join with { WriterHistoryBytes = 8 << 20 });
        int perRound = count / Rounds;
        await Pair(writing, reading, "process/memory", every: perRound);
        var series = new List<(long Writer, long Reader)>();
        for (int round = 0; round < Rounds; round++)
        {
            await writing.Write("w", (uint)(round * perRound), perRound, size);
            await reading.Hears(e => e.Event == "sample" && e.Count == (long)(round + 1) * perRound, $"round {round}", timeout: TimeSpan.FromMinutes(2));
            series.Add((writing.Process.ResidentBytes, reading.Process.ResidentBytes));
        }

        string shown = string.Join("; ", series.Select(s => $"{s.Writer >> 20}/{s.Reader >> 20}"));
        Assert.True(series[^1].Writer - series[0].Writer < Slack, $"The writer grows with {count} samples of {size} bytes. MiB, writer/reader: {shown}");
        Assert.True(series[^1].Reader - series[0].Reader < Slack, $"The reader grows with {count} samples of {size} bytes. MiB, writer/reader: {shown}");
    }
}
