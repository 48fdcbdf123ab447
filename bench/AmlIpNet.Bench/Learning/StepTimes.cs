using System.Diagnostics;
using AmlIpNet.Aml;

namespace AmlIpNet.Bench.Learning;

/// <summary>What the steps of learning a batch of 1,000 digits, drawn with replacement (about 790 different ones), cost once a worker has learned 30 batches.</summary>
internal static class StepTimes
{
    private const int Before = 30, Measured = 10, Images = 1000;

    public static int Run()
    {
        foreach (var pixels in new[] { false, true }) Run(pixels);
        return 0;
    }

    private static void Run(bool pixels)
    {
        var data = new DigitsData(split: 1, pixels, even: true);
        var learner = new Learner(new ModelState { ConstantCount = data.ConstantCount }, null, seed: 1);
        var random = new SplitMix64(1);
        DataSet Next() => data.Batch(Enumerable.Range(0, Images).Select(_ => data.Training[0][random.Below(data.Training[0].Length)]).Distinct());
        for (var b = 0; b < Before; b++) learner.Learn(Next());

        var ticks = new long[6];
        string[] names = ["terms and columns", "review of the union", "indicators", "traces", "crossing", "simplification"];
        var step = new LearningStep(learner.State);
        for (var b = 0; b < Measured; b++)
        {
            var batch = Next();
            Action[] steps = [() => step.Terms(batch), step.Review, step.Choose, step.Enforce, step.Cross, step.Simplify];
            for (var i = 0; i < steps.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                steps[i]();
                ticks[i] += Stopwatch.GetTimestamp() - start;
            }
        }

        Console.WriteLine($"{(pixels ? "pixels" : "edges")}, batches of {Images} images drawn with replacement, union of {learner.State.Union.Count:N0} atoms, {step.Indicators} indicators:");
        for (var i = 0; i < ticks.Length; i++) Console.WriteLine($"  {names[i],-20} {Stopwatch.GetElapsedTime(0, ticks[i]).TotalMilliseconds / Measured,8:F1} ms {100.0 * ticks[i] / ticks.Sum(),6:F1} %");
    }
}
