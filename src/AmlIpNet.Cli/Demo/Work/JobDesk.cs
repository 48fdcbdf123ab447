using System.Collections.Immutable;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.Work;

/// <summary>What the jobs of a run came to so far.</summary>
internal sealed record Tally(long Jobs, ImmutableDictionary<string, long> JobsByNode, long BytesSent, long BytesReceived);

/// <summary>Has the jobs of chains solved by the Computing nodes, and counts them.</summary>
internal sealed class JobDesk(MainNode main, Action solved, DemoPlan? plan = null)
{
    private Tally _tally = new(0, ImmutableDictionary<string, long>.Empty, 0, 0);

    public Tally Tally => Volatile.Read(ref _tally);

    /// <summary>One round of a chain, from its jobs to the next model.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Gives the jobs up.</param>
    /// <param name="number">Its number among the chains.</param>
    /// <param name="roundNumber">The number of the round, from 0.</param>
    /// <exception cref="DemoFailedException">A job ended without a solution, or a node answered with something else than one.</exception>
    public async Task<RoundResult> RunRoundAsync(IChain chain, CancellationToken cancellationToken, int number = 0, int roundNumber = 0)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(chain.NextJobs().Select((message, job) => SolveAsync(chain, new JobPlace(number, roundNumber, job), message, round)));
        return chain.EndRound();
    }

    // The first failure ends the other jobs of the round: nobody needs them any more, and one of them might never end.
    private async Task SolveAsync(IChain chain, JobPlace place, Job message, CancellationTokenSource round)
    {
        try
        {
            await SolveAsync(chain, place, message, round.Token);
        }
        catch (Exception error)
        {
            await round.CancelAsync();
            if (error is not JobException) throw;
            var remedy = error is JobFailedException ? " If the data of --data contradicts itself, mend that file; else run with --log debug to see more." : "";
            throw new DemoFailedException($"The demo cannot go on. {error.Message}{remedy}", error);
        }
    }

    private async Task SolveAsync(IChain chain, JobPlace place, Job message, CancellationToken cancellationToken)
    {
        var options = plan is null ? JobOptions.Default : new JobOptions { Label = plan.LabelOf(place.Chain, place.Round, place.Job) };
        var solution = await main.RequestJobSolutionAsync(message, options, cancellationToken);
        try
        {
            chain.Take(place.Job, solution.Payload);
        }
        catch (Exception error) when (error is AmlIpException or Aml.AmlException)
        {
            throw new DemoFailedException(
                $"{solution.SolvedBy} answered with something else than a solution. {error.Message} If this node is not the demo's own, choose another --domain.");
        }

        plan?.Solved(place.Chain, place.Round, place.Job, solution.SolvedBy);
        var node = solution.SolvedBy.ToString();
        ImmutableInterlocked.Update(ref _tally, tally => new Tally(
            tally.Jobs + 1, tally.JobsByNode.SetItem(node, tally.JobsByNode.GetValueOrDefault(node) + 1), tally.BytesSent + message.Payload.Length, tally.BytesReceived + solution.Payload.Length));
        solved();
    }

    private readonly record struct JobPlace(int Chain, int Round, int Job);
}
