namespace AmlIpNet.Protocol;

/// <summary>Knows how many bytes of what a job needs a server holds. Called for each candidate whenever a strategy asks: answer from memory.</summary>
public interface IDataPlaces
{
    /// <summary>How many bytes of what the job needs the server holds.</summary>
    long BytesHeld(in AssignedJob job, in ServerCandidate server);
}
