namespace AmlIpNet.Testing;

/// <summary>Decides what happens next, in the place of the clock.</summary>
internal sealed class Search
{
    public List<Occurrence> Foreseen { get; } = [];

    public void Foresee(in Occurrence what) => Foreseen.Add(what);
}
