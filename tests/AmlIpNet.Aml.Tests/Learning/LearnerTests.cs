namespace AmlIpNet.Aml.Tests.Learning;

public sealed class LearnerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void After_each_batch_the_master_satisfies_its_duples_and_the_stored_ones(ulong seed)
    {
        var bars = new Bars(4);
        var random = new SplitMix64(seed);
        var learner = new Learner(new ModelState { ConstantCount = bars.ConstantCount }, null, seed);
        for (var b = 0; b < 8; b++)
        {
            var storedBefore = learner.State.StoredPositives;
            var batch = bars.Batch(60, 60, random);
            learner.Learn(batch);
            var state = learner.State;
            Model.AssertSatisfies(state.Master, batch, $"batch {b}, its data");
            Model.AssertSatisfies(state.Master, storedBefore, $"batch {b}, stored before");
            Model.AssertSatisfies(state.Master, state.StoredPositives, $"batch {b}, stored after");
            Model.AssertSatisfies(state.Union, batch, $"batch {b}, the union");
            Model.AssertConsistent(state.Union, storedBefore, $"batch {b}, the union");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Several_classes_are_learned_together(ulong seed)
    {
        var random = new SplitMix64(seed);
        Term[] classes = [Term.Of([40]), Term.Of([41]), Term.Of([42, 43])];
        var learner = new Learner(new ModelState(), null, seed);
        for (var b = 0; b < 6; b++)
        {
            var batch = new DataSet();
            for (var i = 0; i < 40; i++)
            {
                var label = random.Below(4) - 1;
                batch.AddExample(classes, label, Labelled(label, random));
            }

            learner.Learn(batch);
            Model.AssertSatisfies(learner.State.Master, batch, $"batch {b}");
            Model.AssertSatisfies(learner.State.Union, batch, $"batch {b}, the union");
        }
    }

    [Fact]
    public void A_batch_of_positives_alone_is_learned()
    {
        var learner = new Learner(new ModelState { ConstantCount = 4 }, null, 1);
        var batch = new DataSet();
        batch.Add(Term.Of([0]), Term.Of([1, 2]), isPositive: true);
        learner.Learn(batch);
        Model.AssertSatisfies(learner.State.Union, batch, "the union");
        var next = new DataSet();
        next.Add(Term.Of([0]), Term.Of([2, 3]), isPositive: false);
        learner.Learn(next);
        Model.AssertSatisfies(learner.State.Master, next, "the next batch");
        Model.AssertSatisfies(learner.State.Master, learner.State.StoredPositives, "what is stored");
    }

    [Fact]
    public void An_empty_batch_changes_nothing_that_matters()
    {
        var bars = new Bars(3);
        var learner = new Learner(new ModelState(), null, 1);
        learner.Learn(bars.Batch(30, 30, new SplitMix64(1)));
        var union = learner.State.Union;
        learner.Learn(new DataSet());
        Assert.True(union.SetEquals(learner.State.Union));
    }

    [Fact]
    public void Constants_may_come_with_later_batches()
    {
        var learner = new Learner(new ModelState(), null, 1);
        var first = new DataSet();
        first.Add(Term.Of([0]), Term.Of([1, 2]), isPositive: true);
        first.Add(Term.Of([0]), Term.Of([2]), isPositive: false);
        learner.Learn(first);
        Assert.Equal(3, learner.State.ConstantCount);
        var second = new DataSet();
        second.Add(Term.Of([0]), Term.Of([5, 7]), isPositive: true);
        second.Add(Term.Of([0]), Term.Of([5]), isPositive: false);
        learner.Learn(second);
        Assert.Equal(8, learner.State.ConstantCount);
        Model.AssertSatisfies(learner.State.Master, second, "the second batch");
        Model.AssertSatisfies(learner.State.Union, second, "the union");
    }

    [Fact]
    public void Contradictory_data_is_refused_by_the_duple_and_learns_nothing()
    {
        var learner = new Learner(new ModelState(), null, 1);
        var batch = new DataSet();
        batch.Add(Term.Of([0]), Term.Of([1]), isPositive: true);
        batch.Add(Term.Of([1]), Term.Of([2]), isPositive: true);
        batch.Add(Term.Of([0]), Term.Of([2, 3]), isPositive: false);
        var before = learner.State;
        var error = Assert.Throws<InconsistentDataException>(() => learner.Learn(batch));
        Assert.Contains("{0} ≤ {2, 3} must not hold", error.Message);
        Assert.Same(before, learner.State);
    }

    [Fact]
    public void Stored_positives_count_for_contradictions_too()
    {
        var learner = new Learner(new ModelState(), null, 1);
        var batch = new DataSet();
        batch.Add(Term.Of([0]), Term.Of([1]), isPositive: true);
        batch.Add(Term.Of([0]), Term.Of([2]), isPositive: false);
        learner.Learn(batch);
        Assert.Single(learner.State.StoredPositives.Duples);
        var next = new DataSet();
        next.Add(Term.Of([0]), Term.Of([1, 3]), isPositive: false);
        Assert.Throws<InconsistentDataException>(() => learner.Learn(next));
    }

    [Fact]
    public void Atoms_of_the_union_that_came_from_outside_are_refuted_by_what_is_stored()
    {
        var bars = new Bars(3);
        var random = new SplitMix64(5);
        var learner = new Learner(new ModelState { ConstantCount = bars.ConstantCount }, null, 5);
        learner.Learn(bars.Batch(40, 40, random));
        var state = learner.State;
        var union = state.Union.Where(_ => true);
        var stored = state.StoredPositives.Duples[0];
        var outside = Enumerable.Range(0, bars.ConstantCount).Select(c => (ushort)c)
            .Where(c => !state.StoredPositives.Terms[stored.Right].Contains(c)).ToArray();
        Assert.True(union.Add(outside));

        var next = new Learner(new ModelState { ConstantCount = bars.ConstantCount, Union = union, StoredPositives = state.StoredPositives }, null, 5);
        var report = next.Learn(bars.Batch(5, 5, random));
        Assert.False(next.State.Union.Contains(outside));
        Assert.True(report.Refuted > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_atoms_in_the_same_order()
    {
        var (first, second) = (Learned(7), Learned(7));
        Assert.Equal(Text(first.Union), Text(second.Union));
        Assert.Equal(Text(first.Master), Text(second.Master));
        Assert.Equal(first.StoredPositives.Duples, second.StoredPositives.Duples);
        Assert.NotEqual(Text(first.Union), Text(Learned(8).Union));

        static ModelState Learned(ulong seed)
        {
            var bars = new Bars(4);
            var random = new SplitMix64(1);
            var learner = new Learner(new ModelState(), null, seed);
            for (var b = 0; b < 5; b++) learner.Learn(bars.Batch(50, 50, random));
            return learner.State;
        }
    }

    [Fact]
    public void Bars_are_learned()
    {
        var bars = new Bars(4);
        var random = new SplitMix64(3);
        var learner = new Learner(new ModelState(), null, 3);
        for (var b = 0; b < 15; b++) learner.Learn(bars.Batch(300, 300, random));
        Term[] images = [.. Enumerable.Range(0, 1000).Select(i => bars.Image(hasColumn: i % 2 == 0, random))];
        var counter = new MissCounter([bars.Class], images);
        counter.Add(learner.State.Union.Where(atom => atom < learner.LastCount));
        var wrong = Enumerable.Range(0, images.Length).Count(i => counter.Misses(i, 0) < 1 != (i % 2 == 0));
        Assert.InRange(wrong, 0, 30);
    }

    [Fact]
    public void A_cancelled_batch_learns_nothing()
    {
        var learner = new Learner(new ModelState(), null, 1);
        var before = learner.State;
        Assert.Throws<OperationCanceledException>(() => learner.Learn(new Bars(3).Batch(10, 10, new SplitMix64(1)), new CancellationToken(canceled: true)));
        Assert.Same(before, learner.State);
    }

    [Fact]
    public void A_state_that_does_not_fit_itself_is_refused()
    {
        var union = new Atomization();
        union.Add([3]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Learner(new ModelState { ConstantCount = 3, Union = union }, null, 1));
        Assert.Contains("Union", error.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_the_remedy()
    {
        foreach (var options in new[] { new LearnerOptions { SimplifyAt = 1 }, new LearnerOptions { SimplifyAt = double.NaN }, new LearnerOptions { NegativeShare = 1.1 } })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Learner(new ModelState(), options, 1));
            Assert.Contains("for example", error.Message);
        }
    }

    [Fact]
    public void Thinning_out_at_the_end_keeps_what_the_batch_taught()
    {
        var bars = new Bars(4);
        var random = new SplitMix64(2);
        Learner thinned = new(new ModelState(), new LearnerOptions { SimplifyLast = true }, 2), full = new(new ModelState(), null, 2);
        var batch = bars.Batch(80, 80, random);
        Assert.True(thinned.Learn(batch).MasterAtoms < full.Learn(batch).MasterAtoms);
        Model.AssertSatisfies(thinned.State.Master, batch, "thinned out");
    }

    internal static string Text(Atomization atoms) => string.Join(";", Enumerable.Range(0, atoms.Count).Select(i => string.Join(",", atoms[i].ToArray())));

    // Class k has the pixels k, k + 1 and k + 2; the others are noise of 20 pixels, each black (c) or white (c + 20).
    private static Term Labelled(int label, SplitMix64 random)
    {
        Span<int> constants = new int[20];
        for (var i = 0; i < 20; i++) constants[i] = random.Below(2) == 0 ? i : i + 20;
        for (var k = 0; k < 3; k++)
        {
            if (k == label) constants[k * 3] = k * 3;
            else constants[k * 3] = k * 3 + 20;
        }

        return Term.Of(constants);
    }
}
