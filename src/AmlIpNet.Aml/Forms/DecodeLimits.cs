namespace AmlIpNet.Aml;

/// <summary>
/// What a decoder takes at most from bytes that it does not trust. Each limit is for a whole message, all of its parts together. A count is also
/// checked against the bytes that are left, so that a short message never allocates much: at most 200 bytes for each byte of the message.
/// That is for decoding. To learn with c constants and a atoms in the current atomization takes about c × (a + c) / 4 bytes, and there is an atom for
/// each constant at least: c² / 2, which is 32 MiB for 8,192 constants and 2 GiB for 65,535, however short the job was. So a Computing node that takes
/// jobs from others lowers <see cref="MaxConstants"/> to what it expects.
/// </summary>
public sealed record DecodeLimits
{
    /// <summary>The defaults.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Bytes of the message.</summary>
    public int MaxBytes { get; init => field = Checked(value, nameof(MaxBytes)); } = 256 << 20;

    /// <summary>Constants that the message may number: the highest is one below.</summary>
    public int MaxConstants { get; init => field = Checked(value, nameof(MaxConstants), Term.MaxConstant + 1); } = Term.MaxConstant + 1;

    /// <summary>Atoms, and indices of atoms.</summary>
    public int MaxAtoms { get; init => field = Checked(value, nameof(MaxAtoms)); } = 8_000_000;

    /// <summary>Terms.</summary>
    public int MaxTerms { get; init => field = Checked(value, nameof(MaxTerms)); } = 1_000_000;

    /// <summary>Duples.</summary>
    public int MaxDuples { get; init => field = Checked(value, nameof(MaxDuples)); } = 10_000_000;

    /// <summary>Batches of a job.</summary>
    public int MaxBatches { get; init => field = Checked(value, nameof(MaxBatches)); } = 10_000;

    private static int Checked(int value, string name, int most = int.MaxValue) =>
        value >= 1 && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}: give 1 to {most}.");
}
