namespace AmlIpNet.Protocol.Fuzz;

/// <summary>
/// Feeds codecs with mutated inputs. A codec fails when it throws, contradicts itself, or allocates more than it declares. Input number n
/// is made from the seed and n alone.
/// </summary>
public sealed class Fuzzer(IReadOnlyList<FuzzTarget> targets, ulong seed)
{
    private readonly Mutator _mutator = new();

    /// <summary>Runs inputs number 0 up to, not including, the given number.</summary>
    public FuzzReport Run(long inputs, Action<FuzzReport>? progress = null, long progressEvery = 1_000_000)
    {
        var report = new FuzzReport(seed, targets);
        foreach (var target in targets) WarmUp(target);
        for (long index = 0; index < inputs; index++)
        {
            RunOne(index, report);
            if (report.Inputs % progressEvery == 0) progress?.Invoke(report);
        }

        return report;
    }

    /// <summary>Makes input number <paramref name="index"/> again, to look at it.</summary>
    public (FuzzTarget Target, byte[] Input) Repeat(long index)
    {
        var input = Make(index, out int chosen);
        return (targets[chosen], input.ToArray());
    }

    private void RunOne(long index, FuzzReport report)
    {
        var input = Make(index, out int chosen);
        var target = targets[chosen];
        var tally = report.Tallies[chosen];
        report.Inputs++;
        try
        {
            bool accepted = Measure(target, input, out long allocated);

            // The runtime itself allocates at times (a method compiled anew): only what happens again is the codec's.
            if (allocated > target.AllocationBound)
            {
                Measure(target, input, out long again);
                allocated = Math.Min(allocated, again);
            }

            if (accepted) tally.Accepted++;
            else tally.Rejected++;
            tally.MaxAllocation = Math.Max(tally.MaxAllocation, allocated);
            if (allocated > target.AllocationBound) report.Add(Failure($"allocated {allocated} bytes; at most {target.AllocationBound} are allowed", input));
        }
        catch (Exception error)
        {
            report.Add(Failure(error is FuzzMismatchException ? error.Message : error.ToString(), input));
        }

        string Failure(string what, ReadOnlySpan<byte> bytes) => $"{target.Name}: {what}\n  seed {seed}, input {index}: {Convert.ToHexStringLower(bytes)}";
    }

    private ReadOnlySpan<byte> Make(long index, out int chosen)
    {
        var random = SplitMix.ForInput(seed, index);
        chosen = random.Below(targets.Count);
        return _mutator.Make(ref random, targets[chosen].Samples);
    }

    private static bool Measure(FuzzTarget target, ReadOnlySpan<byte> input, out long allocated)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted = target.Accepts(input);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return accepted;
    }

    /// <summary>Lets static fields and delegates come into being before allocations count.</summary>
    private static void WarmUp(FuzzTarget target)
    {
        foreach (var sample in target.Samples)
        {
            try
            {
                target.Accepts(sample);
            }
            catch (Exception)
            {
                // The run itself meets and reports it.
            }
        }
    }
}
