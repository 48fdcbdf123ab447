using System.Collections.Immutable;
using System.Globalization;
using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution.Tests;

/// <summary>Random workers and tasks: some that fit nobody, some that use up what there is.</summary>
internal static class Cases
{
    public static PlanWorker Worker(string name, string attributes = "") =>
        new(name, ServerAttributes.Of(attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Select(part => KeyValuePair.Create(part[0], part[1]))));

    public static ImmutableArray<PlanWorker> Equal(int count, string attributes = "") => [.. Enumerable.Range(1, count).Select(i => Worker($"worker-{i}", attributes))];

    public static PlanRequest Request(Random random, int? workers = null)
    {
        int count = workers ?? random.Next(0, 9);
        return new PlanRequest
        {
            Seed = (ulong)random.NextInt64(),
            Workers = [.. Enumerable.Range(1, count).Select(i => Worker($"w{i}", Attributes(random)))],
        };
    }

    public static PlanTask[] Tasks(Random random, int? count = null) =>
        [.. Enumerable.Range(1, count ?? random.Next(0, 40)).Select(i => new PlanTask($"t{i}", Needs(random)))];

    public static PlanTask[] Plain(int count) => [.. Enumerable.Range(1, count).Select(i => new PlanTask($"t{i}", Demands.None))];

    public static Demands Needs(Random random) => random.Next(4) switch
    {
        0 => Demands.None,
        1 => Demands.Parse($"memory={Amount(random, 5)}"),
        2 => Demands.Parse($"cores={random.Next(1, 4)} memory={Amount(random, 3)}"),
        _ => Demands.Parse("gpu=1"),
    };

    private static string Attributes(Random random)
    {
        var parts = new List<string>();
        if (random.Next(5) > 0) parts.Add($"memory={Amount(random, 16)}");
        if (random.Next(4) > 0) parts.Add($"cores={random.Next(1, 5)}");
        if (random.Next(3) > 0) parts.Add(random.Next(2) == 0 ? "gpu=true" : "gpu=false");
        if (random.Next(3) == 0) parts.Add("host=somewhere");
        return string.Join(' ', parts);
    }

    private static string Amount(Random random, int most) => (random.Next(1, most * 4) / 4m).ToString(CultureInfo.InvariantCulture);
}
