namespace AmlIpNet.Dds;

/// <summary>A topic: its name on the wire and the type of its samples. Two endpoints meet when both are the same.</summary>
public sealed record Topic(string Name, TypeDescription Type)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
