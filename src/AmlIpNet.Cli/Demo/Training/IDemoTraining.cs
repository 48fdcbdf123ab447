namespace AmlIpNet.Cli.Demo.Training;

/// <summary>What the demo trains, as its Main node sees it.</summary>
internal interface IDemoTraining
{
    /// <summary>The name of the model, as in <c>--model</c>.</summary>
    string Name { get; }

    /// <summary>The built-in handler of the Computing nodes that solves its jobs.</summary>
    string Handler { get; }

    /// <summary>Where the work is done, beside each other. The first one merges.</summary>
    IReadOnlyList<IChain> Chains { get; }

    /// <summary>One row of the table out of the results of all chains in one round.</summary>
    RoundRow Row(int round, IReadOnlyList<RoundResult> results);

    /// <summary>What is said at the end, after the last row.</summary>
    Findings Conclude(IReadOnlyList<RoundRow> rows);
}

/// <summary>What came of all chains in one round.</summary>
/// <param name="Round">The number of the round, from 1.</param>
/// <param name="Merged">The merged model.</param>
/// <param name="Alone">Accuracy of each worker that was never merged; empty without control.</param>
internal sealed record RoundRow(int Round, RoundResult Merged, IReadOnlyList<double> Alone);

/// <summary>What is said at the end.</summary>
/// <param name="Words">The verdict.</param>
/// <param name="Lines">A small table that stands before it: what, and the share of errors in the test, 0 to 1.</param>
/// <param name="Picture">The text of an SVG file, if there is a picture.</param>
internal sealed record Findings(string Words, IReadOnlyList<(string What, double Errors)> Lines, string? Picture = null);
