namespace AmlIpNet.Protocol;

/// <summary>A value that is written as bytes and read back: an event or an action of a machine. Equal values give equal bytes.</summary>
public interface IStateValue<TSelf>
    where TSelf : IStateValue<TSelf>
{
    /// <summary>Writes the value.</summary>
    void Write(StateWriter writer);

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">The bytes are of no such value.</exception>
    static abstract TSelf Read(ref StateReader reader);
}
