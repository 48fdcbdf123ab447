using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>Images as terms, with their labels: made once, used in batch after batch.</summary>
internal sealed class Examples(DigitSet digits)
{
    public IReadOnlyList<Term> Terms { get; } = DigitTerms.Images(digits);

    public IReadOnlyList<int> Labels { get; } = DigitTerms.Labels(digits);

    public int Count => Terms.Count;

    /// <summary>All of them as a data-set's bytes, which are the same in job after job.</summary>
    public byte[] Encoded => field ??= DataSetCodec.Encode(All());

    /// <summary>That each image belongs to its class, and nothing of the other classes: what the atoms of a merged model must respect.</summary>
    public DataSet Positives()
    {
        var data = new DataSet();
        for (var i = 0; i < Count; i++) data.Add(DigitTerms.Classes[Labels[i]], Terms[i], isPositive: true);
        return data;
    }

    private DataSet All()
    {
        var data = new DataSet();
        for (var i = 0; i < Count; i++) AddTo(data, i);
        return data;
    }

    public void AddTo(DataSet batch, int example) => batch.AddExample(DigitTerms.Classes, Labels[example], Terms[example]);
}
