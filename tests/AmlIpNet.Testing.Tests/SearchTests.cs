using Xunit.Abstractions;

namespace AmlIpNet.Testing.Tests;

/// <summary>Small worlds in every order of what may happen.</summary>
public sealed class SearchTests(ITestOutputHelper output)
{
    public static TheoryData<SearchPlan, bool, int> Plans() => new()
    {
        // Two clients, two servers, two jobs: every order to the very end.
        { new SearchPlan { Depth = 40 }, true, 50 },
        { new SearchPlan { Depth = 40, Cancels = 1 }, true, 300 },
        { new SearchPlan { Depth = 10, EarlyTicks = 1 }, false, 1_000 },
        { new SearchPlan { Depth = 7, Kills = 1 }, false, 1_000 },
        { new SearchPlan { Depth = 10, Jobs = 4 }, false, 1_000 },
        { new SearchPlan { Clients = 1, Servers = 1, PlainClients = 1, PlainServers = 1, Depth = 12 }, false, 1_000 },
        // Jobs in parts that servers may let go of at any time.
        { new SearchPlan { Clients = 2, Servers = 1, Jobs = 3, Depth = 40, Parts = true, Evictions = 2 }, true, 500 },
        { new SearchPlan { Clients = 1, Servers = 2, Jobs = 3, Depth = 6, Parts = true, Evictions = 1, Kills = 1 }, false, 500 },
        { new SearchPlan { Clients = 1, Servers = 0, PlainClients = 1, PlainServers = 2, Depth = 12 }, false, 1_000 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void No_order_breaks_a_promise(SearchPlan plan, bool toTheEnd, int atLeast)
    {
        var result = ExhaustiveSearch.Run(plan);
        output.WriteLine($"{plan}: {result.States} states, {result.Transitions} steps, depth {result.Depth}");
        Assert.True(result.Violation is null, $"{result.Violation}\n{string.Join('\n', result.Trace)}");
        Assert.True(result.IsComplete, "The bound on states ended the search.");
        Assert.Equal(toTheEnd, result.IsExhausted);
        Assert.True(result.States >= atLeast, $"Only {result.States} states were found.");
    }

    [Theory]
    [InlineData(typeof(WrongPart), false)]
    [InlineData(typeof(MissingIgnored), false)]
    [InlineData(typeof(SecondTarget), true)]
    [InlineData(typeof(DataSentTwice), true)]
    [InlineData(typeof(OneSlotTooMany), false)]
    [InlineData(typeof(AllSolutionsForgotten), false)]
    public void A_planted_bug_is_found_with_the_way_to_it(Type bug, bool withPlainNodes)
    {
        var plan = withPlainNodes ? new SearchPlan { Clients = 1, Servers = 1, PlainServers = 1, Depth = 20 } : new SearchPlan { Depth = 20, Servers = 1, Jobs = 3, Parts = true, Evictions = 1 };
        var result = ExhaustiveSearch.Run(plan, () => (Saboteur)Activator.CreateInstance(bug)!);
        Assert.NotNull(result.Violation);
        Assert.NotEmpty(result.Trace);
        Assert.Contains(result.Trace, line => line.Contains("VIOLATION", StringComparison.Ordinal));
        output.WriteLine($"{bug.Name}: {result.Violation} (after {result.States} states, {result.Trace.Count} lines)");
    }

    [Fact]
    public void A_search_is_the_same_each_time()
    {
        var plan = new SearchPlan { Depth = 8, EarlyTicks = 1 };
        var (first, second) = (ExhaustiveSearch.Run(plan), ExhaustiveSearch.Run(plan));
        Assert.Equal((first.States, first.Transitions), (second.States, second.Transitions));
    }

    [Fact]
    public void The_bound_on_states_is_told()
    {
        var result = ExhaustiveSearch.Run(new SearchPlan { EarlyTicks = 2, MaxStates = 100 });
        Assert.Equal(100, result.States);
        Assert.False(result.IsComplete);
    }
}
