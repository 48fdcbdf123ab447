using Microsoft.Extensions.Logging;

namespace AmlIpNet.Dds.Tests;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Items_run_one_at_a_time_in_the_order_of_their_posting()
    {
        var loop = new EventLoop();
        var ran = new Recorder<(int Thread, int Number)>();
        int inside = 0, overlaps = 0, offLoop = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int number = 0; number < 2000; number++)
            {
                int n = number;
                Assert.True(loop.Post(() =>
                {
                    if (Interlocked.Increment(ref inside) != 1) overlaps++;
                    if (!loop.IsCurrent) offLoop++;
                    ran.Add((thread, n));
                    Interlocked.Decrement(ref inside);
                }));
            }
        })));
        var items = await ran.WaitForCount(8000, "items");
        foreach (var group in items.GroupBy(i => i.Thread)) Assert.Equal(Enumerable.Range(0, 2000), group.Select(i => i.Number));
        Assert.Equal((0, 0), (overlaps, offLoop));
        Assert.False(loop.IsCurrent);
        await Wait.For(loop.StopAsync(), "the end of the loop");
    }

    [Fact]
    public async Task Each_item_that_was_taken_either_runs_or_hears_that_it_does_not()
    {
        for (int round = 0; round < 50; round++)
        {
            var loop = new EventLoop();
            var items = new List<Fate>[4];
            using var start = new Barrier(items.Length + 1);
            var posters = Enumerable.Range(0, items.Length).Select(thread => Task.Factory.StartNew(() =>
            {
                items[thread] = [];
                start.SignalAndWait();
                for (var item = new Fate(); loop.Post(item); item = new Fate()) items[thread].Add(item);
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            start.SignalAndWait();
            await Wait.For(loop.StopAsync(), "the end of the loop");
            await Wait.For(Task.WhenAll(posters), "those who post");
            Assert.All(items.SelectMany(list => list), item => Assert.Equal(1, item.Ends));
        }
    }

    private sealed class Fate : ILoopItem
    {
        private int _ends;

        public int Ends => Volatile.Read(ref _ends);

        public void Run() => Interlocked.Increment(ref _ends);

        public void Dropped() => Interlocked.Increment(ref _ends);
    }

    [Fact]
    public async Task An_item_that_throws_is_logged_and_the_loop_goes_on()
    {
        var log = new LogRecorder();
        var loop = new EventLoop(loggers: log);
        var after = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() => throw new FormatException("on purpose"));
        loop.Post(after.SetResult);
        await Wait.For(after.Task, "the item after the error");
        var entry = Assert.Single(log.Entries.Items);
        Assert.Equal((1001, LogLevel.Error, "on purpose"), (entry.Id.Id, entry.Level, entry.Error?.Message));
        await Wait.For(loop.StopAsync(), "the end of the loop");
    }

    [Fact]
    public async Task Stopping_waits_for_the_running_item_and_drops_the_rest()
    {
        var loop = new EventLoop();
        using var gate = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool finished = false, dropped = true;
        loop.Post(() =>
        {
            running.SetResult();
            gate.Wait();
            finished = true;
        });
        loop.Post(() => dropped = false);
        await Wait.For(running.Task, "the first item");
        var stop = loop.StopAsync();
        Assert.False(stop.IsCompleted);
        Assert.True(loop.IsStopping);
        Assert.False(loop.Post(() => dropped = false));
        gate.Set();
        await Wait.For(stop, "the end of the loop");
        Assert.True(finished);
        Assert.True(dropped);
        await Wait.For(loop.StopAsync(), "the end of the loop, again");
    }

    [Fact]
    public async Task Stopping_from_the_loop_is_an_error_and_the_loop_goes_on()
    {
        var loop = new EventLoop();
        var outcome = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() => outcome.SetResult(Record.Exception(() => { _ = loop.StopAsync(); })));
        var error = Assert.IsType<InvalidOperationException>(await Wait.For(outcome.Task, "the error"));
        Assert.Contains("dispose it from another task", error.Message);
        var after = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(loop.Post(after.SetResult));
        await Wait.For(after.Task, "an item after the error");
        await Wait.For(loop.StopAsync(), "the end of the loop");
    }

    [Fact]
    public async Task No_wake_up_is_lost_between_posting_stopping_and_falling_asleep()
    {
        for (int round = 0; round < 3000; round++)
        {
            var loop = new EventLoop();
            var ran = new TaskCompletionSource();
            loop.Post(ran.SetResult); // its continuation runs on the loop, just before that falls asleep
            var stop = ran.Task.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously).ContinueWith(_ => loop.StopAsync(), TaskScheduler.Default).Unwrap();
            await Wait.For(stop, $"the end of loop {round}", TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Nothing_posted_is_forgotten_while_the_loop_falls_asleep_and_wakes()
    {
        var loop = new EventLoop();
        for (int round = 0; round < 20_000; round++)
        {
            var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            loop.Post(ran.SetResult);
            await Wait.For(ran.Task, $"item {round}");
        }

        await Wait.For(loop.StopAsync(), "the end of the loop");
    }

    [Fact]
    public async Task Items_that_post_items_leave_room_for_others()
    {
        var loop = new EventLoop();
        long turns = 0;
        void Again()
        {
            turns++;
            loop.Post(Again);
        }

        loop.Post(Again);
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(other.SetResult);
        await Wait.For(other.Task, "the other item");
        await Wait.For(loop.StopAsync(), "the end of a loop that never runs dry");
        Assert.True(turns > 0);
    }

    private sealed class LogRecorder : ILoggerFactory, ILogger
    {
        public Recorder<(EventId Id, LogLevel Level, Exception? Error)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((eventId, logLevel, exception));

        public void Dispose()
        {
        }
    }
}
