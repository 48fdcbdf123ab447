namespace AmlIpNet.Aml;

/// <summary>
/// The better of a raw and a filtered merge. While little is trained the raw one often classifies better: the filter takes atoms away that
/// are wrong now and then, and few are left that are never wrong.
/// </summary>
/// <param name="Model">The merge that was chosen.</param>
/// <param name="IsFiltered">Whether it is the filtered one.</param>
/// <param name="RawAccuracy">The raw merge's share of right predictions, 0 to 1.</param>
/// <param name="FilteredAccuracy">The filtered merge's.</param>
public sealed record MergeChoice(Atomization Model, bool IsFiltered, double RawAccuracy, double FilteredAccuracy)
{
    /// <summary>Chooses by the accuracy on examples that nobody trained with; the filtered merge if both are the same.</summary>
    /// <param name="raw">The raw merge.</param>
    /// <param name="vetoes">What the filter takes from it.</param>
    /// <param name="classes">The terms of the classes. Several: the one with the fewest misses is predicted. One: an example is in it iff
    /// it has no miss.</param>
    /// <param name="examples">The terms of the validation examples.</param>
    /// <param name="labels">The class of each; -1 for none.</param>
    /// <exception cref="ArgumentException">There are no examples, not as many labels, or the vetoes are about other atoms.</exception>
    public static MergeChoice ByValidation(Atomization raw, VetoBitmap vetoes, IReadOnlyList<Term> classes, IReadOnlyList<Term> examples, IReadOnlyList<int> labels)
    {
        if (examples.Count == 0 || examples.Count != labels.Count) throw new ArgumentException($"There are {examples.Count} examples and {labels.Count} labels: give a label for each, and at least one.", nameof(labels));
        var filtered = vetoes.Apply(raw);
        var counter = new MissCounter(classes, examples);
        counter.Add(raw);
        var rawAccuracy = Accuracy(counter, labels);
        for (var i = 0; i < raw.Count; i++)
        {
            if (vetoes[i]) counter.Remove(raw[i]);
        }

        var filteredAccuracy = Accuracy(counter, labels);
        var isFiltered = filteredAccuracy >= rawAccuracy;
        return new MergeChoice(isFiltered ? filtered : raw, isFiltered, rawAccuracy, filteredAccuracy);
    }

    private static double Accuracy(MissCounter counter, IReadOnlyList<int> labels)
    {
        var right = 0;
        for (var e = 0; e < labels.Count; e++)
        {
            var predicted = counter.Classes > 1 ? counter.Predict(e) : counter.Misses(e, 0) == 0 ? 0 : -1;
            if (predicted == labels[e]) right++;
        }

        return (double)right / labels.Count;
    }
}
