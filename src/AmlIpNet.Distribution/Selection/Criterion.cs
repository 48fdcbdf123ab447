using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>Something to look for in a worker's attributes.</summary>
/// <param name="Attribute">Which attribute.</param>
/// <param name="IsRequired">Whether a worker that does not meet it is left out; otherwise it only scores less.</param>
public abstract record Criterion(string Attribute, bool IsRequired)
{
    /// <summary>Whether a worker meets it.</summary>
    public abstract bool IsMetBy(ServerAttributes attributes);

    /// <summary>The attribute is true, or is not: <c>true</c> or an amount above 0. One that is not there is not true.</summary>
    public static Criterion Flag(string attribute, bool expected = true, bool isRequired = true) => new FlagCriterion(attribute, expected, isRequired);

    /// <summary>The attribute is an amount from <paramref name="least"/> to <paramref name="most"/>, both included; one that is not there is not.</summary>
    public static Criterion Range(string attribute, decimal? least = null, decimal? most = null, bool isRequired = false) =>
        least > most ? throw new PlanException($"No amount of {attribute} is from {least} to {most}: turn them round.") : new RangeCriterion(attribute, least, most, isRequired);

    private sealed record FlagCriterion(string Attribute, bool Expected, bool IsRequired) : Criterion(Attribute, IsRequired)
    {
        public override bool IsMetBy(ServerAttributes attributes) => (Quantity.TryParse(attributes.Find(Attribute), out decimal amount) && amount > 0) == Expected;
    }

    private sealed record RangeCriterion(string Attribute, decimal? Least, decimal? Most, bool IsRequired) : Criterion(Attribute, IsRequired)
    {
        public override bool IsMetBy(ServerAttributes attributes) =>
            Quantity.TryParse(attributes.Find(Attribute), out decimal amount) && !(amount < Least) && !(amount > Most);
    }
}
