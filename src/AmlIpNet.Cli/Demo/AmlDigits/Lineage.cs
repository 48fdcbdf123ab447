using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Planning;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>The training on one shard, job after job. All that it knows is in the job, so any Computing node may take the next one.</summary>
internal sealed class Lineage(Examples shard, int number, ulong seed, JobSeeds seeds)
{
    private const int BatchesInJob = 2;

    private readonly BatchStream _batches = new(shard, SplitMix64.Combine(seed, number));
    private readonly DecodeLimits _limits = new() { MaxConstants = DigitTerms.ConstantCount };
    private TrainingJob? _job;
    private TrainingSolution? _solution;
    private int _jobs;

    /// <summary>What it knows.</summary>
    public ModelState State { get; private set; } = new() { ConstantCount = DigitTerms.ConstantCount };

    /// <summary>The last solution.</summary>
    public TrainingSolution Solution => _solution ?? throw new InvalidOperationException("There is no solution yet.");

    /// <summary>The next job.</summary>
    public Job NextJob()
    {
        _job = new TrainingJob(State, [], seeds.Of(number, _jobs++)); // the worker makes the batches: State has numbered their constants
        _solution = null;
        return ShardJobCodec.Encode(_job, shard, [.. Enumerable.Range(0, BatchesInJob).Select(_ => _batches.NextImages())]);
    }

    /// <exception cref="AmlFormatException">The bytes are no solution of the last job.</exception>
    public void Take(ReadOnlySpan<byte> solution)
    {
        var read = TrainingSolutionCodec.Decode(solution, _limits);
        if (read.Refuted.Count > 0 && read.Refuted[^1] >= _job!.State.Union.Count) throw new AmlFormatException("The solution refutes an atom that its job does not have.");
        _solution = read;
    }

    /// <summary>Goes on with its own union: the one of the job without what was refuted, and with the new atoms.</summary>
    public void GoOn() => State = Solution.ApplyTo(_job!);

    /// <summary>Goes on with a union from outside.</summary>
    public void GoOn(Atomization union) => State = new ModelState
    {
        ConstantCount = State.ConstantCount,
        Master = Solution.Master,
        StoredPositives = Solution.StoredPositives,
        PinDivisor = Solution.PinDivisor,
        Union = union,
    };
}
