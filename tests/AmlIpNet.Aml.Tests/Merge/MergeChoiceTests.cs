namespace AmlIpNet.Aml.Tests.Merge;

public sealed class MergeChoiceTests
{
    private static readonly Term[] s_classes = [Term.Of(0), Term.Of(1)];

    // An atom tells class k from examples that lack the atom's other constant.
    private static readonly Term[] s_examples = [Term.Of(10, 12), Term.Of(11, 12), Term.Of(10), Term.Of(11)];
    private static readonly int[] s_labels = [0, 1, 0, 1];

    [Fact]
    public void The_filtered_merge_is_chosen_where_it_predicts_better()
    {
        // Constants 0 with 10 and 1 with 11 are right; two atoms say the contrary, and are refuted.
        var (raw, vetoes) = Model([[0, 10], [1, 11], [0, 11], [0, 11, 13], [1, 10], [1, 10, 13]], refuted: [[0, 11], [0, 11, 13], [1, 10], [1, 10, 13]]);
        var choice = MergeChoice.ByValidation(raw, vetoes, s_classes, s_examples, s_labels);
        Assert.True(choice.IsFiltered);
        Assert.Equal((0.0, 1.0), (choice.RawAccuracy, choice.FilteredAccuracy));
        Assert.True(choice.Model.SetEquals(vetoes.Apply(raw)));
    }

    [Fact]
    public void The_raw_merge_is_chosen_where_it_predicts_better()
    {
        var (raw, vetoes) = Model([[0, 10], [1, 11]], refuted: [[0, 10]]);
        var choice = MergeChoice.ByValidation(raw, vetoes, s_classes, s_examples, s_labels);
        Assert.False(choice.IsFiltered);
        Assert.Equal((1.0, 0.5), (choice.RawAccuracy, choice.FilteredAccuracy));
        Assert.Same(raw, choice.Model);
    }

    [Fact]
    public void With_equal_accuracy_the_filtered_merge_is_chosen()
    {
        var (raw, vetoes) = Model([[0, 10], [1, 11], [0, 1, 10]], refuted: [[0, 1, 10]]);
        var choice = MergeChoice.ByValidation(raw, vetoes, s_classes, s_examples, s_labels);
        Assert.Equal(choice.RawAccuracy, choice.FilteredAccuracy);
        Assert.True(choice.IsFiltered);
    }

    [Fact]
    public void One_class_is_a_question_of_yes_or_no()
    {
        var (raw, vetoes) = Model([[0, 10], [0, 12]], refuted: [[0, 12]]);
        var choice = MergeChoice.ByValidation(raw, vetoes, [s_classes[0]], s_examples, [0, -1, 0, -1]);
        Assert.Equal((0.75, 1.0), (choice.RawAccuracy, choice.FilteredAccuracy));
        Assert.True(choice.IsFiltered);
    }

    [Fact]
    public void Labels_must_fit()
    {
        var (raw, vetoes) = Model([[0, 10]], refuted: []);
        Assert.Throws<ArgumentException>(() => MergeChoice.ByValidation(raw, vetoes, s_classes, s_examples, [1]));
        Assert.Throws<ArgumentException>(() => MergeChoice.ByValidation(raw, vetoes, s_classes, [], []));
    }

    private static (Atomization Raw, VetoBitmap Vetoes) Model(ushort[][] atoms, ushort[][] refuted)
    {
        var raw = new Atomization();
        foreach (var atom in atoms) raw.Add(atom);
        var words = new ulong[1];
        for (var i = 0; i < raw.Count; i++)
        {
            foreach (var one in refuted) if (raw[i].SequenceEqual(one)) words[0] |= 1UL << i;
        }

        return (raw, new VetoBitmap(words, raw.Count, raw.Fingerprint()));
    }
}
