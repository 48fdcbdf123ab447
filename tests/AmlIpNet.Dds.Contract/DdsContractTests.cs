namespace AmlIpNet.Dds.Contract;

/// <summary>
/// What every engine promises by the port. One class per subject derives from this; an engine's tests derive one class from each of those:
/// <c>public sealed class Delivery : DeliveryContract&lt;MyEnvironment&gt;;</c>
/// </summary>
public abstract class DdsContractTests<TEnvironment> : IAsyncLifetime
    where TEnvironment : ContractEnvironment, new()
{
    private readonly List<IDomainParticipant> _participants = [];

    protected TEnvironment Environment { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var participant in _participants) await Wait.For(participant.DisposeAsync().AsTask(), $"the end of the participant {participant.Name}");
        Environment.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Joins the test's domain; disposed with the test.</summary>
    protected IDomainParticipant Join(string name, IParticipantListener? listener = null, Func<NetworkOptions, NetworkOptions>? change = null)
    {
        var options = Environment.Options;
        var participant = Environment.Engine.CreateParticipant(name, change?.Invoke(options) ?? options, listener ?? NullListener.Instance);
        lock (_participants) _participants.Add(participant);
        return participant;
    }

    protected static TestWriter Write(IDomainParticipant participant, Topic topic, EndpointQos? qos = null) => new(participant, topic, qos ?? Qos.Reliable);

    protected static TestReader Read(IDomainParticipant participant, Topic topic, EndpointQos? qos = null) => new(participant, topic, qos ?? Qos.Reliable);

    /// <summary>Waits until both sides know that they match.</summary>
    protected static async Task Match(TestWriter writer, TestReader reader)
    {
        await writer.Events.WaitForOne(e => e is Matched m && m.Remote.Guid == reader.Guid, $"the writer {writer} matching the reader {reader}");
        await reader.Events.WaitForOne(e => e is Matched m && m.Remote.Guid == writer.Guid, $"the reader {reader} matching the writer {writer}");
    }

    /// <summary>The numbers from <paramref name="first"/> to <paramref name="last"/>.</summary>
    protected static IEnumerable<uint> Range(uint first, uint last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(n => (uint)n);
}
