namespace AmlIpNet.Aml;

/// <summary>How the learner learns. The defaults are what the documented figures were measured with.</summary>
public sealed record LearnerOptions
{
    /// <summary>The standard options.</summary>
    public static LearnerOptions Default { get; } = new();

    /// <summary>The atoms in the current atomization are thinned out when they are so many times as many as after the last time. Above 1.</summary>
    public double SimplifyAt { get; init; } = 1.5;

    /// <summary>Whether the current atomization is thinned out once more at the end of a batch. The union then grows by a third less, and
    /// digits were classified 0.8 points worse after 20 batches and 0.4 points after 40.</summary>
    public bool SimplifyLast { get; init; }

    /// <summary>When less than this share of a batch's indicators comes from its negative duples, fewer atoms of the union are pinned from then on. 0 to 1.</summary>
    public double NegativeShare { get; init; } = 0.1;

    internal LearnerOptions Validated()
    {
        if (!(SimplifyAt > 1)) throw new ArgumentOutOfRangeException(nameof(SimplifyAt), SimplifyAt, "Take a factor above 1, for example 1.5.");
        if (!(NegativeShare is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(NegativeShare), NegativeShare, "Take a share from 0 to 1, for example 0.1.");
        return this;
    }
}

/// <summary>What learning a batch did.</summary>
/// <param name="Refuted">Atoms that the union lost because they contradict positive duples.</param>
/// <param name="RightIndicators">Indicators that came from right sides of negative duples.</param>
/// <param name="PinIndicators">Indicators that came from atoms of the union.</param>
/// <param name="MasterAtoms">Atoms of the current atomization afterwards.</param>
/// <param name="NewAtoms">Atoms that the union gained.</param>
/// <param name="UnionAtoms">Atoms of the union afterwards.</param>
/// <param name="StoredPositives">Positive duples stored afterwards.</param>
public sealed record BatchReport(int Refuted, int RightIndicators, int PinIndicators, int MasterAtoms, int NewAtoms, int UnionAtoms, int StoredPositives);
