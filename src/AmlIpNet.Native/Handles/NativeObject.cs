namespace AmlIpNet.Native;

/// <summary>Something that the host holds by a number.</summary>
internal abstract class NativeObject
{
    /// <summary>What it is, for messages.</summary>
    public abstract string What { get; }

    /// <summary>Ends it; called once, after its number has become invalid.</summary>
    public abstract void Close();
}
