namespace AmlIpNet.Cli.Demo.Training;

/// <summary>Rounds of jobs that need what came of the round before, and nothing else: chains run beside each other, and none
/// waits for another.</summary>
internal interface IChain
{
    /// <summary>The jobs of the next round.</summary>
    IReadOnlyList<Job> NextJobs();

    /// <summary>Takes the solution of the job with this index. Comes from any thread, for several jobs at a time.</summary>
    /// <exception cref="AmlIpException">The bytes are no solution of this chain.</exception>
    void Take(int job, ReadOnlyMemory<byte> solution);

    /// <summary>Makes the next model out of the solutions, all of which were taken. The result depends on the solutions only, not on
    /// the order in which they came.</summary>
    RoundResult EndRound();
}

/// <summary>What came of a round.</summary>
/// <param name="Accuracy">Of the chain's model on the test data, 0 to 1.</param>
/// <param name="Merge">How the model was merged, where there was a choice.</param>
internal sealed record RoundResult(double Accuracy, MergeResult? Merge = null);

/// <summary>The two ways to merge, and which one was chosen on validation data.</summary>
/// <param name="Raw">Accuracy of the raw union on the test data; NaN when it was not looked at any more.</param>
/// <param name="Filtered">Accuracy of the filtered union on the test data.</param>
/// <param name="IsFiltered">Whether the filtered one was chosen.</param>
/// <param name="Atoms">How many atoms the chosen one has.</param>
internal sealed record MergeResult(double Raw, double Filtered, bool IsFiltered, int Atoms);
