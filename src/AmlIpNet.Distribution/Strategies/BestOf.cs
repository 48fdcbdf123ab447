using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>The candidates with the highest score, gathered one by one, and the choice among them. Its memory is used again.</summary>
internal sealed class BestOf(IAssignmentStrategy among)
{
    private ServerCandidate[] _best = new ServerCandidate[16];
    private int[] _indices = new int[16];
    private long _score;
    private int _count;

    public void Clear()
    {
        _count = 0;
        _score = long.MinValue;
    }

    public void Add(int index, in ServerCandidate candidate, long score)
    {
        if (score < _score) return;
        if (score > _score) (_score, _count) = (score, 0);
        if (_count == _best.Length)
        {
            Array.Resize(ref _best, _count * 2);
            Array.Resize(ref _indices, _count * 2);
        }

        _best[_count] = candidate;
        _indices[_count++] = index;
    }

    /// <summary>The index of the chosen one; <see cref="IAssignmentStrategy.Wait"/> if there is none.</summary>
    public int Choose(in AssignmentQuestion question)
    {
        if (_count == 0) return IAssignmentStrategy.Wait;
        int chosen = among.Choose(new AssignmentQuestion(question.Job, _best.AsSpan(0, _count), question.Servers));
        return (uint)chosen < (uint)_count ? _indices[chosen] : chosen;
    }
}
