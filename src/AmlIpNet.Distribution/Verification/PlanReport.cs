namespace AmlIpNet.Distribution;

/// <summary>What a verification found.</summary>
/// <param name="Counted">What was counted, in the form of a certificate.</param>
/// <param name="Faults">What the plan breaks: requirements, reservations, a task that is there twice, a balance that its method promises.</param>
/// <param name="FalseClaims">Claims of its certificate that are not so.</param>
public sealed record PlanReport(Certificate Counted, IReadOnlyList<string> Faults, IReadOnlyList<string> FalseClaims)
{
    /// <summary>Whether everything that the certificate says is so.</summary>
    public bool IsTrue => FalseClaims.Count == 0;

    /// <summary>Whether the plan breaks nothing.</summary>
    public bool Holds => Faults.Count == 0;
}
