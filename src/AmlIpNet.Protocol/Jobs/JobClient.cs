namespace AmlIpNet.Protocol;

/// <summary>The client of a job service, as a pure state machine: events in, actions out.</summary>
public sealed partial class JobClient
{
    /// <summary>A client without jobs.</summary>
    /// <param name="id">The client's id.</param>
    /// <param name="strategy">Chooses the server of each job.</param>
    public JobClient(NodeId id, IAssignmentStrategy? strategy = null)
    {
        Id = id;
        _ = strategy;
    }

    /// <summary>The client's id.</summary>
    public NodeId Id { get; }

    /// <summary>When to send the next <see cref="JobClientEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue => null;

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    public void Handle(in JobClientEvent input, TimeSpan now, ICollection<JobClientAction> actions) => throw new NotImplementedException();
}
