namespace AmlIpNet.Aml;

public sealed partial class Learner
{
    // Keeps, constant by constant in random order, only as many atoms as it takes to keep the constant's trace.
    private void Simplify(ConstantTraces traces, CancellationToken cancellationToken)
    {
        var kept = new ulong[_master.AtomWords];
        var candidates = new ulong[kept.Length];
        var missing = new ulong[_master.TraceWords];
        var constants = new int[traces.Count];
        for (var i = 0; i < constants.Length; i++) constants[i] = i;
        _random.Shuffle<int>(constants);
        foreach (var c in constants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _master.Missing(traces[c], missing);
            if (Bitmap.IsEmpty(missing)) continue;
            _master.AtomsWith(c).CopyTo(candidates);
            Bitmap.And(candidates, kept);
            for (var atom = Bitmap.Next(candidates, 0); atom >= 0; atom = Bitmap.Next(candidates, atom + 1))
            {
                Bitmap.And(missing, _master.Trace(atom));
                if (Bitmap.IsEmpty(missing)) break;
            }

            for (var indicator = Bitmap.Pick(missing, _random); indicator >= 0; indicator = Bitmap.Pick(missing, _random))
            {
                var atom = Bitmap.PickAnd(_master.AtomsWith(c), _master.AtomsWithout(indicator), _random);
                Bitmap.Set(kept, atom);
                Bitmap.And(missing, _master.Trace(atom));
            }
        }

        _master.KeepOnly(kept);
    }
}
