using System.Collections.Immutable;
using AmlIpNet.Aml;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Operations;

/// <summary>
/// Algebraic Machine Learning on digits as operations of artifacts. The model is a set of atoms. In each round every worker trains on images of its own and tells the atoms that it found and
/// those of the model that its images refute; the merge takes the latter away from the model and adds the former. That depends on the sets only, not on who was first.
/// </summary>
internal static class AmlOperations
{
    private const string Model = ".model", Digits = "digits", ContentType = "application/x-aml-atoms";
    private const string Part = "part", Whole = "all", Shard = "shard", Test = "test";

    private static readonly DecodeLimits s_limits = new() { MaxConstants = DigitTerms.ConstantCount };

    public static ImmutableDictionary<string, ArtifactOperation> All { get; } = new Dictionary<string, ArtifactOperation>
    {
        ["aml.start"] = StartAsync,
        ["aml.train"] = TrainAsync,
        ["aml.merge"] = MergeAsync,
        ["aml.good-enough"] = IsGoodEnoughAsync,
        ["aml.test"] = TestAsync,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>On the scheduler: a model that knows nothing.</summary>
    private static ValueTask StartAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters();
        SetModel(call, new Atomization());
        return default;
    }

    /// <summary>On a worker: training from the model that came, on random images of its digits.</summary>
    private static ValueTask TrainAsync(OperationCall call, CancellationToken cancellationToken) => Do(() =>
    {
        call.AllowParameters("images", "batches", Part);
        var (images, batches) = (call.GetInteger("images", 10, 100_000, 200), call.GetInteger("batches", 1, 1_000, 2));
        var examples = new Examples(Load(call, call.GetWord(Part, [Whole, Shard], Whole)));
        var model = ReadModel(call, call.AllReceived.SingleOrDefault());
        var job = new TrainingJob(new ModelState { ConstantCount = DigitTerms.ConstantCount, Union = model }, Batches(examples, batches, images, call.Seed), call.Seed);
        call.SetProduct(new DataValue(TrainingSolutionCodec.Encode(Trainer.Train(job, cancellationToken: cancellationToken)), "application/x-aml-solution"));
    });

    /// <summary>On the scheduler: the model without what any worker has refuted, and with what they found.</summary>
    private static ValueTask MergeAsync(OperationCall call, CancellationToken cancellationToken) => Do(() =>
    {
        call.AllowParameters();
        var before = ReadModel(call, call.Get<DataValue>(Model));
        TrainingSolution[] solutions = [.. call.AllReceived.Select(value => TrainingSolutionCodec.Decode(value.Bytes.Span, s_limits))];
        if (solutions.Length == 0) throw call.Wrong("was given no solutions", "let it follow a step with aml.train");
        var refuted = solutions.SelectMany(solution => solution.Refuted).ToHashSet();
        if (refuted.Any(atom => atom >= before.Count)) throw call.Wrong("was given a solution for another model", "distribute the product of aml.start, and of each merge, to the jobs that train");
        var model = before.Where(atom => !refuted.Contains(atom));
        foreach (var solution in solutions) model.AddRange(solution.NewAtoms);
        SetModel(call, model);
    });

    /// <summary>On the scheduler, after a round: whether the model names enough of its digits.</summary>
    private static ValueTask IsGoodEnoughAsync(OperationCall call, CancellationToken cancellationToken) => Do(() =>
    {
        call.AllowParameters("accuracy", Part);
        double wanted = call.GetNumber("accuracy", least: 0, most: 1);
        call.SetProduct(DataValue.FromString(Accuracy(call).Accuracy >= wanted ? "true" : "false"));
    });

    /// <summary>On the scheduler: how good the model is.</summary>
    private static ValueTask TestAsync(OperationCall call, CancellationToken cancellationToken) => Do(() =>
    {
        call.AllowParameters(Part);
        var (accuracy, images, atoms) = Accuracy(call);
        call.SetProduct(DataValue.From(new { accuracy, images, atoms }));
    });

    private static (double Accuracy, int Images, int Atoms) Accuracy(OperationCall call)
    {
        var model = ReadModel(call, call.Get<DataValue>(Model));
        var examples = new Examples(Load(call, call.GetWord(Part, [Whole, Test], Whole)));
        var judge = new Judge(examples);
        for (int atom = 0; atom < model.Count; atom++) judge.Add(model[atom]);
        return (Math.Round(judge.Accuracy, 6), examples.Count, model.Count);
    }

    /// <summary>All digits of the file; where each node has the same file, the shard of this job, or those that nobody trains with.</summary>
    private static DigitSet Load(OperationCall call, string part)
    {
        var digits = DigitsFile.Read(call.Source(Digits).Path);
        return part switch
        {
            Shard => DigitSplit.Create(digits, (int)call.Task.Count).Training[(int)call.Task.Index],
            Test => DigitSplit.Create(digits, shards: 1).Test,
            _ => digits,
        };
    }

    private static DataSet[] Batches(Examples examples, int count, int size, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        new SplitMix64(seed).Shuffle<int>(order);
        return [.. Enumerable.Range(0, count).Select(batch =>
        {
            var data = new DataSet();
            for (int i = 0; i < Math.Min(size, order.Length); i++) examples.AddTo(data, order[(batch * size + i) % order.Length]);
            return data;
        })];
    }

    private static void SetModel(OperationCall call, Atomization model)
    {
        var value = new DataValue(AtomizationCodec.Encode(model), ContentType);
        call.Set(Model, value);
        call.SetProduct(value);
    }

    private static Atomization ReadModel(OperationCall call, DataValue? value) =>
        AtomizationCodec.Decode((value ?? throw call.Wrong("was given no model", "distribute the product of aml.start to it")).Bytes.Span, s_limits);

    private static ValueTask Do(Action work)
    {
        work();
        return default;
    }
}
