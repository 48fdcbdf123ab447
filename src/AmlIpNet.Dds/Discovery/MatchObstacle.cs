namespace AmlIpNet.Dds;

/// <summary>One reason why a writer and a reader of one topic do not match.</summary>
/// <param name="Policy">The QoS policy's name in the DDS specification, or "TYPE_NAME".</param>
/// <param name="Offered">What the writer has.</param>
/// <param name="Requested">What the reader has.</param>
public sealed record MatchObstacle(string Policy, string Offered, string Requested)
{
    /// <summary>What to change so that they match.</summary>
    public string Remedy => Policy switch
    {
        "TYPE_NAME" => "use one type on both sides: two programs use this topic's name for different things, or one has another version of the IDL",
        "RELIABILITY" => "let the writer offer RELIABLE, or the reader request BEST_EFFORT",
        "DURABILITY" => $"let the writer offer {Requested}, or the reader request {Offered}",
        "DEADLINE" => $"let the writer offer a deadline of at most {Requested}, or the reader request {Longer}",
        "LATENCY_BUDGET" => $"let the writer offer a latency budget of at most {Requested}, or the reader request at least {Offered}",
        "LIVELINESS" => $"let the writer offer {Requested} or a stronger promise, or the reader request {Offered}",
        "OWNERSHIP" => "give both the same ownership kind; AML-IP uses SHARED",
        "PARTITION" => "give both a partition in common; AML-IP uses none",
        "DATA_REPRESENTATION" => $"let the reader accept {Offered}, or the writer offer one of the reader's; AML-IP uses XCDR1",
        _ => $"give both the same {Policy}",
    };

    private string Longer => Offered == "infinite" ? "none" : $"at least {Offered}";

    /// <inheritdoc/>
    public override string ToString() => $"{Policy}: offered {Offered}, requested {Requested}";
}

/// <summary>A writer and a reader of one topic, and what keeps them apart.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Reader">The reader.</param>
/// <param name="Obstacles">Every reason; none when they match.</param>
public sealed record EndpointPair(EndpointInfo Writer, EndpointInfo Reader, EquatableArray<MatchObstacle> Obstacles)
{
    /// <summary>Whether nothing keeps them apart.</summary>
    public bool Matches => Obstacles.Count == 0;
}
