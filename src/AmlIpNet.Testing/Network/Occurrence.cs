namespace AmlIpNet.Testing;

/// <summary>What happens in a simulated world.</summary>
internal enum OccurrenceKind : byte
{
    Submit,
    Cancel,
    Wake,
    Deliver,
    MatchWriter,
    MatchReader,
    Find,
    Suspect,
    Trust,
    Lose,
    HandlerEnds,
    HandlerTells,
    Fault,
    Repair,
    Resume,
    Dispose,
    Inspect,
}

/// <summary>Something that is going to happen.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">The number of the node, link, view, job, execution or fault.</param>
/// <param name="Generation">Void when the subject has gone on to another generation.</param>
internal readonly record struct Occurrence(OccurrenceKind Kind, int Subject, int Generation = 0);
