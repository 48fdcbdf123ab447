using System.Text.Json;
using AmlIpNet.Aml;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Operations;
using AmlIpNet.Cli.Tests.Data;
using Xunit.Abstractions;
using Environment = AmlIpNet.Artifacts.Tests.Operations.Environment;

namespace AmlIpNet.Cli.Tests.Operations;

/// <summary>The AML operations, one after the other as an artifact runs them.</summary>
public sealed class AmlOperationsTests(ITestOutputHelper output)
{
    private const int Workers = 3;

    private static Task RunAsync(Environment environment, string name, string parameters = "{}", bool loads = false) =>
        environment.RunAsync(AmlOperations.All[name], name, parameters, "digits", loads ? "digits" : null);

    private static Environment Node() => new Environment().SourceAt("digits", DigitsFile.DefaultPath);

    private static async Task<DataValue> TrainAsync(DataValue model, int worker, ulong seed)
    {
        using var environment = Node().Receive("model", model);
        (environment.Task.Index, environment.Task.Count, environment.Task.Seed) = ((uint)worker, Workers, seed);
        await RunAsync(environment, "aml.train", """{"images": 60, "batches": 2, "part": "shard"}""", loads: true);
        return environment.Product;
    }

    [Fact]
    public async Task The_merged_model_gets_better_until_it_is_good_enough()
    {
        using var scheduler = Node();
        await RunAsync(scheduler, "aml.start");
        List<double> accuracies = [];
        for (uint round = 0; round < 2; round++)
        {
            DataValue[] solutions = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => TrainAsync(scheduler.Product, worker, 100 * round + (ulong)worker)));
            scheduler.Received.Clear();
            scheduler.Task.Received.Clear();
            scheduler.Receive("train", solutions);
            await RunAsync(scheduler, "aml.merge");
            var model = scheduler.Product;
            await RunAsync(scheduler, "aml.test", """{"part": "test"}""", loads: true);
            var result = scheduler.Product.To<JsonElement>();
            accuracies.Add(result.GetProperty("accuracy").GetDouble());
            Assert.Equal(2_000, result.GetProperty("images").GetInt32());
            await RunAsync(scheduler, "aml.good-enough", $$"""{"accuracy": {{accuracies[^1].ToString(System.Globalization.CultureInfo.InvariantCulture)}}, "part": "test"}""", loads: true);
            Assert.Equal("true", scheduler.Product.ToString());
            await RunAsync(scheduler, "aml.good-enough", """{"accuracy": 1, "part": "test"}""", loads: true);
            Assert.Equal("false", scheduler.Product.ToString());
            scheduler.Variables["product"] = model;
        }

        output.WriteLine(string.Join(", ", accuracies));
        Assert.True(accuracies[0] > 0.6 && accuracies[^1] > accuracies[0] + 0.05, string.Join(", ", accuracies));
    }

    [Fact]
    public async Task The_same_job_gives_the_same_bytes()
    {
        using var scheduler = Node();
        await RunAsync(scheduler, "aml.start");
        var (one, again, other) = (await TrainAsync(scheduler.Product, 0, 5), await TrainAsync(scheduler.Product, 0, 5), await TrainAsync(scheduler.Product, 0, 6));
        Assert.True(one.Bytes.Span.SequenceEqual(again.Bytes.Span));
        Assert.False(one.Bytes.Span.SequenceEqual(other.Bytes.Span));
    }

    [Fact]
    public async Task What_is_wrong_is_told()
    {
        using var environment = new Environment().Source("digits", DigitsFileWriter.Blank(each: 5)).Receive("model", DataValue.FromString("hello"));
        await Assert.ThrowsAnyAsync<AmlException>(() => RunAsync(environment, "aml.train", loads: true));
        Assert.Contains("write one of all, shard", await FaultAsync("aml.train", """{"part": "half"}"""));
        Assert.Contains("needs the parameter 'accuracy'", await FaultAsync("aml.good-enough"));
        Assert.Contains("needs the variable '.model'", await FaultAsync("aml.merge"));
        environment.Source("digits", "no digits");
        Assert.Contains("is not a data file of digits", (await Assert.ThrowsAsync<DataFileException>(() => RunAsync(environment, "aml.train", loads: true))).Message);

        async Task<string> FaultAsync(string name, string parameters = "{}") => (await Assert.ThrowsAsync<OperationException>(() => RunAsync(environment, name, parameters, loads: true))).Message;
    }
}
