using AmlIpNet.Aml;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Bench.Workflows;

/// <summary>What the workflows do, as one would write it without them: one thing after the other, in one process.</summary>
internal static class PlainWork
{
    public static long Count(IEnumerable<string> files)
    {
        long total = 0;
        foreach (string file in files)
        {
            foreach (var batch in CsvTable.Open(new DataSource("x", file), ',', ["x"], []).Where("x", x => x > 0.5).Read()) total += batch.Rows;
        }

        return total;
    }

    /// <summary>So many rounds of training on the shards of the digits, merged after each round, and tested as the workflow is.</summary>
    public static double Train(int shards, int rounds, int images, int batches, Func<int, int, ulong> seed)
    {
        var model = new Atomization();
        double accuracy = 0;
        for (int round = 0; round < rounds; round++)
        {
            List<TrainingSolution> solutions = [];
            for (int shard = 0; shard < shards; shard++)
            {
                var examples = new Examples(DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), shards).Training[shard]);
                int[] order = [.. Enumerable.Range(0, examples.Count)];
                new SplitMix64(seed(round, shard)).Shuffle<int>(order);
                var data = Enumerable.Range(0, batches).Select(batch =>
                {
                    var set = new DataSet();
                    for (int i = 0; i < images; i++) examples.AddTo(set, order[batch * images + i]);
                    return set;
                });
                solutions.Add(Trainer.Train(new TrainingJob(new ModelState { ConstantCount = DigitTerms.ConstantCount, Union = model }, [.. data], seed(round, shard))));
            }

            var refuted = solutions.SelectMany(solution => solution.Refuted).ToHashSet();
            model = model.Where(atom => !refuted.Contains(atom));
            foreach (var solution in solutions) model.AddRange(solution.NewAtoms);
            var test = new Examples(DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 1).Test);
            var judge = new Judge(test);
            for (int atom = 0; atom < model.Count; atom++) judge.Add(model[atom]);
            accuracy = judge.Accuracy;
        }

        return accuracy;
    }
}
