using AmlIpNet.Protocol.Fuzz;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Fuzz;

public sealed class FuzzerTests(ITestOutputHelper output)
{
    private const int Inputs = 200_000;

    [Fact]
    public void No_input_makes_a_codec_fail() => Run(Inputs);

    [Fact]
    [Trait("Category", "Slow")]
    public void Not_one_of_ten_million_inputs_makes_a_codec_fail() => Run(10_000_000);

    private void Run(int inputs)
    {
        ulong seed = (ulong)Seeded.NewSeed();
        output.WriteLine($"{Seeded.Variable}={seed}");
        var report = new Fuzzer(FuzzTargets.All, seed).Run(inputs);
        output.WriteLine(report.ToString());
        Assert.True(report.Crashes == 0, string.Join('\n', report.Failures));
        Assert.Equal(inputs, report.Inputs);

        // A fuzzer that is turned away at the door tests nothing, and neither does one that is always let in.
        Assert.All(report.Tallies, tally => Assert.True(tally.Accepted > 200 && tally.Rejected > 200, $"{tally.Name}: {tally.Accepted} accepted, {tally.Rejected} rejected"));
    }

    [Fact]
    public void Samples_are_accepted() => Assert.All(
        FuzzTargets.All, target => Assert.All(target.Samples, sample => Assert.True(target.Accepts(sample), target.Name)));

    [Fact]
    public void Every_type_of_the_wire_is_fuzzed() =>
        Assert.Empty(AmlIpTypes.All.Concat(NativeTypes.All).Append(DataTypes.Control).Append(DataTypes.Part).Select(type => type.Name).Except(FuzzTargets.All.Select(target => target.Name)));

    [Fact]
    public void A_codec_that_trusts_a_length_is_caught()
    {
        var report = new Fuzzer([new TrustsLength()], 1).Run(2_000);
        Assert.Contains(report.Failures, failure => failure.Contains("allocated", StringComparison.Ordinal));
        Assert.True(report.Tallies[0].MaxAllocation > TrustsLength.Bound);
    }

    [Fact]
    public void A_codec_that_reads_past_the_end_is_caught()
    {
        var report = new Fuzzer([new ReadsPastEnd()], 1).Run(2_000);
        Assert.Contains(report.Failures, failure => failure.Contains(nameof(ArgumentOutOfRangeException), StringComparison.Ordinal));
    }

    [Fact]
    public void A_codec_that_loses_a_field_is_caught()
    {
        var report = new Fuzzer([LosesTask()], 1).Run(2_000);
        Assert.Contains(report.Failures, failure => failure.Contains("reads differently", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_can_be_repeated_from_its_seed_and_number()
    {
        var first = new Fuzzer([new ReadsPastEnd()], 5).Run(500).Failures[0];
        var again = new Fuzzer([new ReadsPastEnd()], 5);
        long number = long.Parse(first.Split("input ")[^1].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        var (target, input) = again.Repeat(number);
        Assert.Contains($"seed 5, input {number}: {Convert.ToHexStringLower(input)}", first, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => target.Accepts(input));
    }

    private static MessageTarget<MsRequest> LosesTask() => new(
        AmlIpTypes.MsRequest, MsRequest.MaxSize, MsRequest.TryRead, (in MsRequest m, Span<byte> d) => (m with { Task = 0 }).Write(d), _ => 0,
        [.. FuzzTargets.All.Single(t => t.Name == AmlIpTypes.MsRequest.Name).Samples]);
}
