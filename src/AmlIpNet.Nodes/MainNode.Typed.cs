namespace AmlIpNet;

// Jobs and solutions as values: the serializer stands between them and their bytes.
public sealed partial class MainNode
{
    /// <inheritdoc cref="RequestJobSolutionAsync{TJob, TSolution}(TJob, JobOptions, CancellationToken)"/>
    public ValueTask<Solution<TSolution>> RequestJobSolutionAsync<TJob, TSolution>(TJob job, CancellationToken cancellationToken = default) =>
        RequestJobSolutionAsync<TJob, TSolution>(job, JobOptions.Default, cancellationToken);

    /// <summary>Gets a job solved by one Computing node; <see cref="MainNodeOptions.Serializer"/> writes the job and reads the solution.</summary>
    /// <typeparam name="TJob">What the job's bytes stand for.</typeparam>
    /// <typeparam name="TSolution">What the solution's bytes stand for.</typeparam>
    /// <param name="job">The job.</param>
    /// <param name="options">Its priority, time limit and budget, and who hears of its progress.</param>
    /// <param name="cancellationToken">Gives the job up.</param>
    /// <returns>The solution, and who solved it.</returns>
    /// <exception cref="InvalidPayloadException">The job cannot be written, or the solution cannot be read: then its bytes are in
    /// <see cref="InvalidPayloadException.Solution"/>.</exception>
    /// <inheritdoc cref="RequestJobSolutionAsync(Job, JobOptions, CancellationToken)" path="/exception"/>
    public async ValueTask<Solution<TSolution>> RequestJobSolutionAsync<TJob, TSolution>(TJob job, JobOptions options, CancellationToken cancellationToken = default)
    {
        var message = Job.FromMemory(_options.Serializer.Serialize(job));
        var solution = await RequestJobSolutionAsync(message, options, cancellationToken).ConfigureAwait(false);
        try
        {
            return new Solution<TSolution>(_options.Serializer.Deserialize<TSolution>(solution.Payload), solution);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw InvalidPayloadException.Unreadable(solution, Id, error);
        }
    }
}
