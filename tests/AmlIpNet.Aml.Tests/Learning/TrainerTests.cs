namespace AmlIpNet.Aml.Tests.Learning;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_solution_applied_to_the_job_is_the_learners_state(ulong seed)
    {
        var bars = new Bars(4);
        var random = new SplitMix64(seed);
        var state = new ModelState { ConstantCount = bars.ConstantCount };
        var refuted = 0;
        for (var j = 0; j < 6; j++)
        {
            DataSet[] batches = [bars.Batch(40, 40, random), bars.Batch(50, 50, random)];
            var job = new TrainingJob(state, batches, seed + (ulong)j);
            var unionBefore = LearnerTests.Text(state.Union);
            var solution = Trainer.Train(job);
            Assert.Equal(unionBefore, LearnerTests.Text(job.State.Union));

            var learner = new Learner(job.State, null, job.Seed);
            foreach (var batch in batches) learner.Learn(batch);
            state = solution.ApplyTo(job);
            Assert.Equal(LearnerTests.Text(learner.State.Union), LearnerTests.Text(state.Union));
            Assert.Equal(LearnerTests.Text(learner.State.Master), LearnerTests.Text(state.Master));
            Assert.Equal(learner.State.StoredPositives.Duples, state.StoredPositives.Duples);
            Assert.Equal(learner.State.PinDivisor, state.PinDivisor);
            Assert.Equal(learner.State.ConstantCount, state.ConstantCount);
            Assert.Equal(learner.LastCount, state.Union.Count - solution.NewAtoms.Count + solution.SettledAtoms);
            refuted += solution.Refuted.Count;
        }

        Assert.True(refuted > 0, "No atom was refuted: the test did not test that.");
    }

    [Fact]
    public void A_solution_of_another_job_is_refused()
    {
        var solution = new TrainingSolution(new Atomization(), [3], new Atomization(), new DataSet(), 0);
        Assert.Throws<ArgumentException>(() => solution.ApplyTo(new TrainingJob(new ModelState(), [], 1)));
    }
}
