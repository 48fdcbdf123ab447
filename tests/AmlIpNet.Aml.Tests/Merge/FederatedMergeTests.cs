using AmlIpNet.Aml.Tests.Learning;

namespace AmlIpNet.Aml.Tests.Merge;

/// <summary>Holders of data train and judge at home: only models and veto bitmaps travel, as bytes.</summary>
public sealed class FederatedMergeTests
{
    [Fact]
    public void Holders_that_exchange_only_bytes_get_the_merge_that_pooled_data_would_give()
    {
        var bars = new Bars(4);
        Holder[] holders = [.. Enumerable.Range(1, 4).Select(seed => new Holder(bars, (ulong)seed))];

        // Each holder sends its model; everybody is sent all atoms and answers with a bitmap.
        var parts = holders.Select(holder => AtomizationCodec.Decode(holder.Train())).ToList();
        var raw = Aml.Merge.Raw(parts);
        var question = AtomizationCodec.Encode(raw);
        byte[][] answers = [.. holders.Select(holder => holder.Judge(question))];
        var merged = Aml.Merge.Filtered(parts, answers.Select(answer => VetoBitmap.Decode(answer)));

        var pooled = new ConsistencyFilter(holders.SelectMany(holder => holder.AllData));
        Assert.True(Aml.Merge.Filtered(parts, pooled).SetEquals(merged));
        Assert.Equal(pooled.Veto(raw).Encode(), VetoBitmap.Combine(answers.Reverse().Concat(answers).Select(answer => VetoBitmap.Decode(answer))).Encode());
        Assert.All(holders, holder => Assert.All(holder.AllData, data => Model.AssertConsistent(merged, data, "the merge")));
        Assert.InRange(merged.Count, 50, raw.Count - 50);
        Assert.All(answers, answer => Assert.InRange(answer.Length, 1, raw.Count / 8 + 25));
    }

    private sealed class Holder(Bars bars, ulong seed)
    {
        private readonly SplitMix64 _random = new(seed);
        private readonly List<DataSet> _data = [];

        // For the test's comparison only.
        public IReadOnlyList<DataSet> AllData => _data;

        public byte[] Train()
        {
            for (var i = 0; i < 6; i++) _data.Add(bars.Batch(50, 50, _random));
            var learner = new Learner(new ModelState { ConstantCount = bars.ConstantCount }, null, seed);
            foreach (var batch in _data) learner.Learn(batch);
            return AtomizationCodec.Encode(learner.State.Union);
        }

        public byte[] Judge(byte[] atoms) => new ConsistencyFilter(_data).Veto(AtomizationCodec.Decode(atoms)).Encode();
    }
}
