namespace AmlIpNet.Aml;

/// <summary>Thins out the current atomization: of each constant's atoms only as many stay as it takes to keep the constant's trace.</summary>
internal sealed class Simplification(MasterAtoms master, SplitMix64 random)
{
    private ulong[] _kept = [];
    private ulong[] _atoms = [];
    private ulong[] _missing = [];
    private int[] _constants = [];

    public void Run(ConstantTraces traces, CancellationToken cancellationToken)
    {
        Prepare(traces.Count);
        foreach (var c in _constants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            master.Missing(traces[c], _missing);
            TakeOffKept(c);
            for (var indicator = Bitmap.Pick(_missing, random); indicator >= 0; indicator = Bitmap.Pick(_missing, random))
            {
                var atom = Bitmap.PickAnd(master.AtomsWith(c), master.AtomsWithout(indicator), random);
                Bitmap.Set(_kept, atom);
                Bitmap.And(_missing, master.Trace(atom));
            }
        }

        master.KeepOnly(_kept);
    }

    private void Prepare(int constants)
    {
        if (_kept.Length != master.AtomWords) (_kept, _atoms) = (new ulong[master.AtomWords], new ulong[master.AtomWords]);
        if (_missing.Length != master.TraceWords) _missing = new ulong[master.TraceWords];
        if (_constants.Length != constants) _constants = new int[constants];
        _kept.AsSpan().Clear();
        for (var c = 0; c < constants; c++) _constants[c] = c;
        random.Shuffle<int>(_constants);
    }

    // What the atoms that were chosen for other constants do for this one.
    private void TakeOffKept(int constant)
    {
        if (Bitmap.IsEmpty(_missing)) return;
        master.AtomsWith(constant).CopyTo(_atoms);
        Bitmap.And(_atoms, _kept);
        for (var atom = Bitmap.Next(_atoms, 0); atom >= 0; atom = Bitmap.Next(_atoms, atom + 1))
        {
            Bitmap.And(_missing, master.Trace(atom));
            if (Bitmap.IsEmpty(_missing)) return;
        }
    }
}
