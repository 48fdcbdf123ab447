namespace AmlIpNet.Artifacts;

/// <summary>An attempt always comes to something: whatever goes wrong while it is given out, its machine hears of it.</summary>
internal static class AttemptEnds
{
    /// <summary>How an attempt ends.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="run">Has it done.</param>
    /// <param name="cancellationToken">Fires when nobody wants to know.</param>
    /// <returns>What its machine is to hear; null when nobody wants to know.</returns>
    public static async Task<ArtifactInput?> OfAsync(uint job, uint attempt, Func<Task<ArtifactInput?>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return cancellationToken.IsCancellationRequested ? null : new ArtifactInput.JobFailed(job, attempt, JobFault.Unreachable, error.Message);
        }
    }
}
