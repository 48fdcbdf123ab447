using AmlIpNet.Protocol.Tests.Wire;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Recording;

public sealed class FlightRecorderTests(ITestOutputHelper output)
{
    private static readonly NodeId s_id = NodeId.Create("node", 7);
    private static readonly JobClientOptions s_client = new() { Lease = TimeSpan.FromMilliseconds(700), Auction = new() { TargetMemory = 64 } };
    private static readonly JobServerOptions s_server = new() { MaxClients = 2, Auctions = new() { TaskMemory = 64 } };
    private static readonly DateTimeOffset s_clock = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(100)]
    [InlineData(6_000)]
    public void A_client_replays_as_it_was(int events) => Seeded.Run(
        random =>
        {
            var recording = RecordClient(random, events, out var recorder);
            long last = 0, actions = 0;
            foreach (var step in recording.ReplayClient())
            {
                Assert.True(step.Divergence is null, $"step {step.Number}, {step.Input}: {step.Divergence}");
                Assert.Equal(++last, step.Number);
                actions += step.Actions.Count;
            }

            Assert.Equal(recorder.Events, last);
            Assert.Equal(events, events == 100 ? last : events);
            Assert.InRange(actions, last / 10, long.MaxValue);
            output.WriteLine($"{last} events in {recorder.Bytes} bytes, {recording.Segments.Count} segments, {actions} actions");
        },
        output.WriteLine);

    [Theory]
    [InlineData(100)]
    [InlineData(6_000)]
    public void A_server_replays_as_it_was_with_what_it_threw(int events) => Seeded.Run(
        random =>
        {
            var recording = RecordServer(random, events, out var recorder);
            long last = 0, actions = 0, errors = 0;
            foreach (var step in recording.ReplayServer())
            {
                Assert.True(step.Divergence is null, $"step {step.Number}, {step.Input}: {step.Divergence}");
                Assert.Equal(++last, step.Number);
                actions += step.Actions.Count;
                if (step.Error is not null) errors++;
            }

            Assert.Equal(recorder.Events, last);
            Assert.InRange(actions, last / 10, long.MaxValue);
            Assert.NotEqual(0, errors); // ends of tasks that do not run
        },
        output.WriteLine);

    [Fact]
    public void The_oldest_events_are_dropped_and_the_memory_is_bounded() => Seeded.Run(
        random =>
        {
            const int Bytes = 256 << 10;
            var recording = RecordClient(random, 10_000, out var recorder, Bytes);
            Assert.InRange(recorder.Bytes, Bytes / 2, Bytes);
            Assert.InRange(recorder.Events, 500, 9_000);
            Assert.InRange(recording.Segments.Count, 2, 12);
            Assert.Equal(0, recorder.Unrecorded);
            Assert.Equal(s_clock, recording.ToClock(recording.Now));
            Assert.Equal(s_clock - TimeSpan.FromSeconds(2), recording.ToClock(recording.Now - TimeSpan.FromSeconds(2)));
        },
        output.WriteLine);

    [Fact]
    public void Another_behaviour_is_told_with_its_step() => Seeded.Run(
        random =>
        {
            // The same events to a client with another patience.
            var recording = RecordClient(random, 3_000, out _);
            var other = new FlightRecording(RecordingHeader.ForClient(s_id, s_client with { Lease = TimeSpan.FromSeconds(20) }), recording.Now, recording.Clock, [.. recording.Segments]);
            var steps = other.ReplayClient().Select(step => step with { Actions = [] }).ToArray();
            Assert.NotNull(steps[^1].Divergence);
            Assert.All(steps[..^1], step => Assert.Null(step.Divergence));
            Assert.InRange(steps.Length, 2, 2_999);
        },
        output.WriteLine);

    [Fact]
    public void A_strategy_of_the_user_s_own_is_recorded_and_cannot_be_replayed()
    {
        var recorder = new FlightRecorder<JobClientEvent, JobClientAction>(RecordingHeader.ForClient(s_id, null, new Last()));
        recorder.Handle(new JobClient(s_id, null, new Last()), JobClientEvent.Time, default, []);
        var recording = FlightRecording.Read(recorder.ToFile(default, s_clock));
        Assert.Contains("strategy of its own", Assert.Throws<RecordingException>(recording.ReplayClient).Message, StringComparison.Ordinal);
        Assert.Contains("of a Client", Assert.Throws<RecordingException>(recording.ReplayServer).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_strategies_and_all_options_come_back()
    {
        foreach (var strategy in new[] { AssignmentStrategies.LeastLoaded, AssignmentStrategies.FirstFree, AssignmentStrategies.RoundRobin })
            Assert.Same(strategy, RecordingHeader.ForClient(s_id, s_client, strategy).FindStrategy());
        Assert.Equal(s_client, RecordingHeader.ForClient(s_id, s_client).ClientOptions);
        Assert.Equal(s_server, RecordingHeader.ForServer(s_id, s_server).ServerOptions);
    }

    [Fact]
    public void A_state_that_does_not_fit_is_counted_not_recorded()
    {
        var recorder = new FlightRecorder<JobServerEvent, JobServerAction>(RecordingHeader.ForServer(s_id), new() { Bytes = 64 << 10 });
        var machine = new Heavy { StateBytes = 100_000 };
        for (int i = 0; i < 10; i++) recorder.Handle(machine, JobServerEvent.Time, default, []);
        Assert.Equal((10L, 0), (recorder.Unrecorded, recorder.Events));
        Assert.Equal(1, machine.Saved); // not at every event
        Assert.Empty(FlightRecording.Read(recorder.ToFile(default, s_clock)).ReplayServer());
        machine.StateBytes = 10;
        for (int i = 0; i < 2_000; i++) recorder.Handle(machine, JobServerEvent.Time, default, []);
        Assert.NotEqual(0, recorder.Events);
    }

    [Fact]
    public void Once_full_it_allocates_nothing()
    {
        var recorder = new FlightRecorder<JobServerEvent, JobServerAction>(RecordingHeader.ForServer(s_id), new() { Bytes = 64 << 10 });
        var machine = new Heavy { StateBytes = 1_000 };
        var actions = new List<JobServerAction>();
        var input = JobServerEvent.Work(s_id, 1, 2, 3, 4, 5, TimeSpan.FromSeconds(1));
        for (int i = 0; i < 20_000; i++) Handle();
        AllocationTests.AssertNone(Handle);

        bool Handle()
        {
            recorder.Handle(machine, in input, default, actions);
            actions.Clear();
            return true;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData((256 << 20) + 1)]
    public void A_memory_that_cannot_work_is_an_error(int bytes) => Assert.Throws<InvalidOptionsException>(
        () => new FlightRecorder<JobServerEvent, JobServerAction>(RecordingHeader.ForServer(s_id), new() { Bytes = bytes }));

    internal static FlightRecording RecordClient(Random random, int events, out FlightRecorder<JobClientEvent, JobClientAction> recorder, int bytes = 4 << 20)
    {
        recorder = new(RecordingHeader.ForClient(s_id, s_client), new() { Bytes = bytes });
        var machine = new JobClient(s_id, s_client);
        ulong job = 0;
        var now = TimeSpan.Zero;
        for (int i = 0; i < events; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(30));
            var input = JobValues.ClientEvent(random, job + 1);
            if (input.Kind == JobClientEventKind.Submit && ++job > 50 && ++i < events) Try(recorder, machine, JobClientEvent.Cancel(job - 50), now); // as many as end come
            Try(recorder, machine, input, now);
        }

        return FlightRecording.Read(recorder.ToFile(now, s_clock));
    }

    internal static FlightRecording RecordServer(Random random, int events, out FlightRecorder<JobServerEvent, JobServerAction> recorder, int bytes = 4 << 20)
    {
        recorder = new(RecordingHeader.ForServer(s_id, s_server), new() { Bytes = bytes });
        var machine = new JobServer(s_id, 1, s_server);
        var now = TimeSpan.Zero;
        for (int i = 0; i < events; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(30));
            Try(recorder, machine, JobValues.ServerEvent(random), now);
        }

        return FlightRecording.Read(recorder.ToFile(now, s_clock));
    }

    private static void Try<TEvent, TAction>(FlightRecorder<TEvent, TAction> recorder, IMachine<TEvent, TAction> machine, TEvent input, TimeSpan now)
        where TEvent : struct, IStateValue<TEvent>
        where TAction : struct, IStateValue<TAction>
    {
        try
        {
            recorder.Handle(machine, in input, now, []);
        }
        catch (InvalidOperationException)
        {
            // An end of a task that does not run: a bug of the session, which the recording must show.
        }
    }

    private sealed class Last : IAssignmentStrategy
    {
        public int Choose(in AssignmentQuestion question) => question.Candidates.Length - 1;
    }

    /// <summary>A machine whose state is as large as it is told.</summary>
    private sealed class Heavy : IMachine<JobServerEvent, JobServerAction>
    {
        public int StateBytes { get; set; }

        public int Saved { get; private set; }

        public TimeSpan? NextDue => null;

        public void Handle(in JobServerEvent input, TimeSpan now, ICollection<JobServerAction> actions) => actions.Add(new(JobServerActionKind.DropSample, input.Key));

        public void Save(StateWriter writer)
        {
            Saved++;
            for (int i = 0; i < StateBytes; i++) writer.Write((byte)0);
        }
    }
}
