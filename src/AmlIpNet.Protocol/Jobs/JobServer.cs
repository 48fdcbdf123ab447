namespace AmlIpNet.Protocol;

/// <summary>The server of a job service, as a pure state machine: events in, actions out.</summary>
public sealed partial class JobServer
{
    /// <summary>A server without slots yet.</summary>
    /// <param name="id">The server's id.</param>
    /// <param name="incarnation">Higher after each start of a server with this id.</param>
    public JobServer(NodeId id, ulong incarnation)
    {
        Id = id;
        Incarnation = incarnation;
    }

    /// <summary>The server's id.</summary>
    public NodeId Id { get; }

    /// <summary>Higher after each start of a server with this id.</summary>
    public ulong Incarnation { get; }

    /// <summary>When to send the next <see cref="JobServerEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue => null;

    /// <summary>The load as this client should see it.</summary>
    public ServerLoad LoadFor(NodeId client) => throw new NotImplementedException();

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    public void Handle(in JobServerEvent input, TimeSpan now, ICollection<JobServerAction> actions) => throw new NotImplementedException();
}
