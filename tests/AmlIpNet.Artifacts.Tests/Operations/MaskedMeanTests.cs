using System.Text.Json;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Artifacts.Tests.Operations;

/// <summary>The mean over data of nodes that do not tell each other their sums.</summary>
public sealed class MaskedMeanTests(ITestOutputHelper output)
{
    private readonly Environment _scheduler = new();

    private DataValue Start(string parameters = "{}") => _scheduler.Run("mean.start", parameters).Product;

    private static DataValue Step(DataValue before, params double[] numbers)
    {
        using var worker = new Environment().Source("s", "x\n" + string.Concat(numbers.Select(number => FormattableString.Invariant($"{number:R}\n")))).Receive("mean", before);
        return worker.Run("csv.load", source: "s").Run("mean.step", """{"column": "x"}""").Product;
    }

    private JsonElement End(DataValue last)
    {
        using var end = new Environment().Receive("mean", last);
        end.Variables[".offsets"] = _scheduler.Variables[".offsets"];
        return end.Run("mean.end").Product.To<JsonElement>();
    }

    [Fact]
    public void The_mean_is_exact_and_no_worker_sees_a_sum() => Seeded.Run(random =>
    {
        double[][] parts = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, random.Next(1, 50)).Select(_ => random.Next(-1_000_000, 1_000_000) / 1_000.0).ToArray())];
        var value = Start();
        foreach (double[] part in parts) value = Step(value, part);
        var result = End(value);
        decimal[] all = [.. parts.SelectMany(part => part).Select(number => (decimal)number)];
        Assert.Equal((double)(all.Sum() / all.Length), result.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(all.Length, result.GetProperty("count").GetInt32());
    }, output.WriteLine);

    [Fact]
    public void Offsets_differ_each_time_and_hide_what_is_added()
    {
        string[] sums = [.. Enumerable.Range(0, 50).Select(_ => { _scheduler.Variables.Clear(); return Step(Start(), 1, 2, 3).To<JsonElement>().GetProperty("sum").GetString()!; })];
        Assert.Equal(50, sums.Distinct().Count());
        // Uniform over 2^128: that all of 50 begin in the same quarter has a chance of 1 in 10^29.
        Assert.True(sums.Select(sum => UInt128.Parse(sum) >> 126).Distinct().Count() > 1);
    }

    [Fact]
    public void Without_offsets_the_next_worker_reads_the_sum()
    {
        var seen = Step(Start("""{"offsets": "none", "digits": 3}"""), 1, 2, 3.5).To<JsonElement>();
        Assert.Equal(("6500", "3"), (seen.GetProperty("sum").GetString(), seen.GetProperty("count").GetString()));
    }

    [Fact]
    public void Offsets_of_the_seed_are_the_same_each_time()
    {
        string first = Start("""{"offsets": "seed"}""").ToString();
        _scheduler.Variables.Clear();
        Assert.Equal(first, Start("""{"offsets": "seed"}""").ToString());
        _scheduler.Variables.Clear();
        _scheduler.Task.Seed++;
        Assert.NotEqual(first, Start("""{"offsets": "seed"}""").ToString());
    }

    [Fact]
    public void A_job_that_runs_again_keeps_its_offsets_and_another_one_does_not()
    {
        string first = Start().ToString();
        Assert.Equal(first, Start().ToString());
        _scheduler.Task.Job++;
        Assert.NotEqual(first, Start().ToString());
    }

    [Fact]
    public void Sums_of_other_offsets_are_refused()
    {
        var stale = Step(Start(), 1);
        _scheduler.Task.Job++;
        Start();
        Assert.Contains("was given a sum that began with other offsets", Assert.Throws<OperationException>(() => End(stale)).Message);
    }

    [Theory]
    [InlineData(1e30, "too large for 9 decimal digits")]
    [InlineData(1e20, null)]
    [InlineData(-1e20, null)]
    public void Large_sums_are_exact_or_refused(double number, string? fault)
    {
        var start = Start();
        if (fault is not null) Assert.Contains(fault, Assert.Throws<OperationException>(() => Step(start, number)).Message);
        else Assert.Equal(number, End(Step(Step(start, number), number)).GetProperty("mean").GetDouble());
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        Assert.Contains("write one of random, seed, none", _scheduler.Fault("mean.start", """{"offsets": "zero"}"""));
        Assert.Contains("write a number from 0 to 18", _scheduler.Fault("mean.start", """{"digits": 19}"""));
        Assert.Contains("has no values to take the mean of", Assert.Throws<OperationException>(() => End(Step(Start()))).Message);
        Assert.Contains("bytes that are no masked sum", Assert.Throws<OperationException>(() => Step(DataValue.FromString("{}"), 1)).Message);
        Assert.Contains("was given 0 sums", _scheduler.Fault("mean.end"));
    }
}
