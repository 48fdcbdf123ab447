using static AmlIpNet.Artifacts.Tests.Compiling.Plans;
using K = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Compiling;

/// <summary>The test vectors of the model's first implementation.</summary>
public sealed class VectorTests
{
    [Fact]
    public void Distribute_and_collect_over_two_workers()
    {
        var plan = Compile(Of(S(K.Initialize, distribution: "Distribute"), S(K.Parallel, distribution: "Collect"), S(K.Finalize)), 2);
        Assert.Equal("[1,2] [3] [3] []", Locks(plan));
        Assert.Equal("initialize-1@s parallel-2@0 parallel-2@1 finalize-3@s", Jobs(plan));
        Assert.True(plan.IsComplete);
        Assert.Equal(3u, Assert.Single(plan.Results));
    }

    [Fact]
    public void Two_parallel_steps_over_three_workers()
    {
        var plan = Compile(Of(S(K.Initialize), S(K.Parallel), S(K.Finalize), S(K.Parallel), S(K.Finalize)), 3);
        Assert.Equal(9, plan.Jobs.Length);
        Assert.Equal(12, plan.Locks().Sum(locks => locks.Length));
        Assert.Equal("[1,2,3] [4] [4] [4] [5,6,7] [8] [8] [8] []", Locks(plan));
    }
}
