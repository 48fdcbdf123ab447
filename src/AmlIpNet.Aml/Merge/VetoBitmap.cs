using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// Which atoms of a list are vetoed: an answer that a holder of data gives about atoms, so that the data can stay where it is.
/// It goes with the very list that was judged and with no other. Never changed once made.
/// </summary>
public sealed class VetoBitmap
{
    private const string What = "veto bitmap";

    private readonly ulong[] _vetoes;
    private readonly ulong _fingerprint;

    internal VetoBitmap(ulong[] vetoes, int atomCount, ulong fingerprint)
    {
        (_vetoes, AtomCount, _fingerprint) = (vetoes, atomCount, fingerprint);
        Count = Bitmap.Count(vetoes);
    }

    /// <summary>How many atoms it is about.</summary>
    public int AtomCount { get; }

    /// <summary>How many of them are vetoed.</summary>
    public int Count { get; }

    /// <summary>Whether the atom at the index is vetoed.</summary>
    public bool this[int atom]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)atom, (uint)AtomCount, nameof(atom));
            return Bitmap.Has(_vetoes, atom);
        }
    }

    /// <summary>Vetoes what any of them vetoes. Their order and repeats make no difference.</summary>
    /// <exception cref="ArgumentException">There is none, or they are about different atoms.</exception>
    public static VetoBitmap Combine(params IEnumerable<VetoBitmap> bitmaps)
    {
        ulong[]? vetoes = null;
        VetoBitmap? first = null;
        foreach (var bitmap in bitmaps)
        {
            if (first is null)
            {
                (first, vetoes) = (bitmap, [.. bitmap._vetoes]);
                continue;
            }

            if (bitmap.AtomCount != first.AtomCount || bitmap._fingerprint != first._fingerprint)
                throw new ArgumentException("The veto bitmaps are about different atoms: send every holder the same bytes.", nameof(bitmaps));
            for (var w = 0; w < vetoes!.Length; w++) vetoes[w] |= bitmap._vetoes[w];
        }

        return first is null ? throw new ArgumentException("There is no veto bitmap to combine: give at least one.", nameof(bitmaps)) : new VetoBitmap(vetoes!, first.AtomCount, first._fingerprint);
    }

    /// <summary>The atoms that are not vetoed, in their order.</summary>
    /// <param name="atoms">The atoms that were judged.</param>
    /// <exception cref="ArgumentException">It is about other atoms.</exception>
    public Atomization Apply(Atomization atoms)
    {
        if (!IsAbout(atoms)) throw new ArgumentException("The veto bitmap is about other atoms: apply it to the list that was judged, in the same order.", nameof(atoms));
        return atoms.Where(atom => !Bitmap.Has(_vetoes, atom));
    }

    /// <summary>Whether it is about these atoms, in this order.</summary>
    public bool IsAbout(Atomization atoms) => AtomCount == atoms.Count && _fingerprint == atoms.Fingerprint();

    /// <summary>Writes it: at most a bit an atom and 25 bytes, less if few atoms are vetoed. Equal bitmaps have equal bytes.</summary>
    public byte[] Encode()
    {
        var writer = new FormWriter(FormKind.VetoBitmap);
        writer.UInt64(_fingerprint);
        writer.Varint(AtomCount);
        writer.Varint(Count);
        if (ListIsShorter()) WriteList(writer);
        else WriteBits(writer);
        return writer.ToArray();
    }

    /// <summary>Reads it. It takes a bit for each atom, however few bytes it comes in: let <see cref="DecodeLimits.MaxAtoms"/> be the number of atoms that
    /// were to be judged (the default takes up to 1 MB).</summary>
    /// <exception cref="AmlFormatException">The bytes are no veto bitmap of this version, or exceed a limit.</exception>
    public static VetoBitmap Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.VetoBitmap, What, limits);
        var fingerprint = reader.UInt64("the fingerprint");
        var atoms = reader.Number("the number of atoms", reader.Limits.MaxAtoms);
        var count = reader.Number("the number of vetoes", atoms);

        // A list is written only where it is shorter than a bit an atom: what is left tells how long the bitmap may be at most.
        var asBits = reader.Left >= BytesFor(atoms);
        if (!asBits && count > reader.Left) throw reader.Error($"it announces {count:N0} vetoes, but only {reader.Left:N0} bytes are left");
        var vetoes = new ulong[(atoms + 63) / 64];
        if (asBits) ReadBits(ref reader, vetoes, atoms);
        else ReadList(ref reader, vetoes, atoms, count);
        reader.End();
        var bitmap = new VetoBitmap(vetoes, atoms, fingerprint);
        if (bitmap.Count != count) throw reader.Error($"it announces {count:N0} vetoes and has {bitmap.Count:N0}");
        if (asBits == bitmap.ListIsShorter()) throw reader.Error("it is not written in its shorter spelling");
        return bitmap;
    }

    private static int BytesFor(int atoms) => (atoms + 7) / 8;

    private bool ListIsShorter()
    {
        long size = 0;
        var previous = -1;
        for (var i = Bitmap.Next(_vetoes, 0); i >= 0; previous = i, i = Bitmap.Next(_vetoes, i + 1)) size += (BitOperations.Log2((uint)(i - previous - 1) | 1) / 7) + 1;
        return size < BytesFor(AtomCount);
    }

    private void WriteList(FormWriter writer)
    {
        var previous = -1;
        for (var i = Bitmap.Next(_vetoes, 0); i >= 0; previous = i, i = Bitmap.Next(_vetoes, i + 1)) writer.Varint(i - previous - 1);
    }

    private void WriteBits(FormWriter writer)
    {
        var size = BytesFor(AtomCount);
        var to = writer.Reserve(size);
        for (var i = 0; i < size; i++) to[i] = (byte)(_vetoes[i >> 3] >> ((i & 7) * 8));
        writer.Advance(size);
    }

    private static void ReadList(ref FormReader reader, ulong[] vetoes, int atoms, int count)
    {
        var previous = -1;
        for (var i = 0; i < count; i++)
        {
            previous += reader.Number("a vetoed atom's distance", atoms - 2 - previous) + 1;
            Bitmap.Set(vetoes, previous);
        }
    }

    private static void ReadBits(ref FormReader reader, ulong[] vetoes, int atoms)
    {
        var bits = reader.Bytes(BytesFor(atoms), "the bitmap");
        for (var i = 0; i < bits.Length; i++) vetoes[i >> 3] |= (ulong)bits[i] << ((i & 7) * 8);
        if ((atoms & 63) != 0 && vetoes[^1] >> (atoms & 63) != 0) throw reader.Error("its bitmap has bits after the last atom");
    }
}
