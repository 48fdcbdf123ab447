using System.Diagnostics;
using AmlIpNet.Aml;

namespace AmlIpNet.Bench.Learning;

/// <summary>Bars 4 × 4: a single node, and four workers merged, each over five seeds. Errors in percent of 4,000 test images.</summary>
internal static class BarsFigures
{
    private const int Seeds = 5, Workers = 4, TestImages = 4000;
    private static readonly Bars s_bars = new(4);

    public static int Run()
    {
        Console.WriteLine("bars 4x4, single node, thinned out last error % (mean; range)      seconds");
        Single("200+200 x 25", 200, 25);
        Single("500+500 x 20", 500, 20);
        Console.WriteLine();
        Console.WriteLine("bars 4x4, four workers, range of five seeds");
        Console.WriteLine("positives each, batch   worst and best alone   raw union      filtered merge   single node, same batch");
        Merged(500, 50);
        Merged(1000, 50);
        Merged(2000, 100);
        return 0;
    }

    private static void Single(string name, int examples, int batches)
    {
        var errors = new double[Seeds];
        var clock = Stopwatch.StartNew();
        for (var s = 0; s < Seeds; s++)
        {
            var data = new SplitMix64((ulong)s + 1);
            var learner = NewLearner((ulong)s + 1, simplifyLast: true);
            for (var b = 0; b < batches; b++) learner.Learn(s_bars.Batch(examples, examples, data));
            errors[s] = Error(learner.State.Union, learner.LastCount, data);
        }

        Console.WriteLine($"{name,-36} {errors.Average(),6:F2}; {errors.Min():F2}-{errors.Max():F2} {clock.Elapsed.TotalSeconds / Seeds,18:F2} each");
    }

    private static void Merged(int positives, int batch)
    {
        var alone = new List<double>();
        double[] raw = new double[Seeds], filtered = new double[Seeds], single = new double[Seeds];
        for (var s = 0; s < Seeds; s++)
        {
            var data = new SplitMix64((ulong)s + 100);
            var learners = new Learner[Workers];
            var positivesOf = new DataSet[Workers];
            var pooled = new List<DataSet>();
            for (var w = 0; w < Workers; w++)
            {
                learners[w] = NewLearner(SplitMix64.Combine((ulong)s, w));
                positivesOf[w] = new DataSet();
                for (var done = 0; done < positives; done += batch)
                {
                    var part = s_bars.Batch(batch, batch, data);
                    learners[w].Learn(part);
                    pooled.Add(part);
                    foreach (var duple in part.Duples.Where(d => d.IsPositive)) positivesOf[w].Add(part.Terms[duple.Left], part.Terms[duple.Right], isPositive: true);
                }

                alone.Add(Error(learners[w].State.Union, learners[w].LastCount, data));
            }

            var unions = learners.Select(l => l.State.Union).ToArray();
            var all = Merge.Raw(unions);
            raw[s] = Error(all, all.Count, data);
            var kept = Merge.Filtered(unions, new ConsistencyFilter(positivesOf));
            filtered[s] = Error(kept, kept.Count, data);
            var one = NewLearner((ulong)s + 7);
            foreach (var part in pooled) one.Learn(part);
            single[s] = Error(one.State.Union, one.LastCount, data);
        }

        Console.WriteLine($"{positives,5}, {batch,3}              {alone.Min(),6:F1}-{alone.Max(),-13:F1} {Range(raw, "F1"),-14} {Range(filtered, "F2"),-16} {Range(single, "F2")}");
    }

    private static Learner NewLearner(ulong seed, bool simplifyLast = false) =>
        new(new ModelState { ConstantCount = s_bars.ConstantCount }, new LearnerOptions { SimplifyLast = simplifyLast }, seed);

    private static string Range(double[] values, string format) => $"{values.Min().ToString(format)}-{values.Max().ToString(format)}";

    private static double Error(Atomization model, int atoms, SplitMix64 random)
    {
        Term[] images = [.. Enumerable.Range(0, TestImages).Select(i => s_bars.Image(i % 2 == 0, random))];
        var counter = new MissCounter([s_bars.Class], images);
        for (var i = 0; i < atoms; i++) counter.Add(model[i]);
        return 100.0 * Enumerable.Range(0, TestImages).Count(i => counter.Misses(i, 0) < 1 != (i % 2 == 0)) / TestImages;
    }
}
