using AmlIpNet.Aml;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace AmlIpNet.Bench.Learning;

/// <summary>The learner's hot loops on batches of 500 digits, from the state after 20 batches.</summary>
[MemoryDiagnoser]
public class HotLoops
{
    private readonly DigitsData _data = new(split: 1, pixels: false, even: true);
    private ModelState _state = new();
    private DataSet _batch = new();
    private LearningStep? _step;
    private ConsistencyFilter? _filter;
    private MissCounter? _counter;

    /// <summary>Measures in this process: no build of its own, and the internals stay visible.</summary>
    internal static IConfig InThisProcess { get; } = DefaultConfig.Instance
        .AddJob(BenchmarkDotNet.Jobs.Job.Default.WithLaunchCount(1).WithWarmupCount(2).WithIterationCount(5).WithToolchain(InProcessEmitToolchain.Instance)).WithOptions(ConfigOptions.DisableLogFile);

    [GlobalSetup]
    public void SetUp()
    {
        var learner = new Learner(new ModelState { ConstantCount = _data.ConstantCount }, null, seed: 1);
        for (var b = 0; b < 20; b++) learner.Learn(_data.Batch(_data.Training[0].Skip(b * 100 % 1500).Take(500)));
        _state = learner.State;
        _batch = _data.Batch(_data.Training[0].Skip(1000).Take(500));
        _step = new LearningStep(_state);
        _step.Terms(_batch);
        _step.Review();
        _step.Choose();
        _filter = new ConsistencyFilter(_data.Training.Select(_data.Positives));
        _counter = new MissCounter(_data.Classes, [.. _data.Test.Select(_data.TermOf)]);
    }

    [Benchmark(Description = "a whole batch")]
    public BatchReport Batch() => new Learner(_state, null, seed: 2).Learn(_batch);

    [Benchmark(Description = "trace")]
    public void Trace() => _step!.Enforce();

    [Benchmark(Description = "trace, then crossing")]
    public void Crossing()
    {
        _step!.Enforce();
        _step.Cross();
    }

    [Benchmark(Description = "trace, then simplification")]
    public void Simplification()
    {
        _step!.Enforce();
        _step.Simplify();
    }

    [Benchmark(Description = "filter, union against 8,000 positives")]
    public VetoBitmap Filter() => _filter!.Veto(_state.Union);

    [Benchmark(Description = "count misses, union on 2,000 images")]
    public void Count() => _counter!.Add(_state.Union);
}
