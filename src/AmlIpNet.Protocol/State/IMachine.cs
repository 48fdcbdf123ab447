namespace AmlIpNet.Protocol;

/// <summary>A pure state machine: events in, actions out; its whole state can be written as bytes.</summary>
/// <typeparam name="TEvent">What can happen to it.</typeparam>
/// <typeparam name="TAction">What it wants done.</typeparam>
public interface IMachine<TEvent, TAction>
    where TEvent : struct, IStateValue<TEvent>
    where TAction : struct, IStateValue<TAction>
{
    /// <summary>When to send the next event that says that time has passed; null for never.</summary>
    TimeSpan? NextDue { get; }

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="actions">Receives the actions, in the order in which they are to be done.</param>
    void Handle(in TEvent input, TimeSpan now, ICollection<TAction> actions);

    /// <summary>Writes the state; equal states give equal bytes.</summary>
    void Save(StateWriter writer);
}
