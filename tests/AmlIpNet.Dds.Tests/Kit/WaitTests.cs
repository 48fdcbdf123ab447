namespace AmlIpNet.Dds.Tests;

public sealed class WaitTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_timeout_names_what_was_missing_and_what_was_seen()
    {
        var recorder = new Recorder<int>();
        recorder.Add(4);
        recorder.Add(5);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => recorder.WaitForOne(n => n == 6, "the six", s_short));
        Assert.Equal("After 0.02 s still missing: the six. Seen: 2 items: 4; 5", error.Message);
        error = await Assert.ThrowsAsync<TimeoutException>(() => recorder.WaitForCount(3, "numbers", s_short));
        Assert.Contains("numbers (3 of them)", error.Message);
        error = await Assert.ThrowsAsync<TimeoutException>(() => Wait.For(new TaskCompletionSource().Task, "the end", s_short));
        Assert.Equal("After 0.02 s still missing: the end.", error.Message);
        error = await Assert.ThrowsAsync<TimeoutException>(() => Wait.Until(() => false, "a miracle", s_short));
        Assert.Contains("a miracle", error.Message);
    }

    [Fact]
    public async Task A_recorder_wakes_those_who_wait()
    {
        var recorder = new Recorder<int>();
        var waiting = recorder.WaitForCount(100, "numbers");
        Parallel.For(0, 100, recorder.Add);
        Assert.Equal(Enumerable.Range(0, 100), (await waiting).Order());
        Assert.Equal(42, await recorder.WaitForOne(n => n == 42, "the answer"));
    }

    [Fact]
    public async Task An_error_of_the_awaited_task_is_not_taken_for_a_timeout() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Wait.For(Task.FromException(new TimeoutException("its own")), "x"));

    [Fact]
    public void A_failing_seeded_test_tells_its_seed()
    {
        var printed = new List<string>();
        var error = Assert.Throws<SeededTestException>(() => Seeded.Run(_ => throw new FormatException("why"), printed.Add));
        Assert.Matches(@"^AMLIPNET_SEED=\d+$", Assert.Single(printed));
        Assert.Contains(printed[0], error.Message);
        Assert.Contains("why", error.Message);
    }
}
