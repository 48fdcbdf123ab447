namespace AmlIpNet.Aml;

/// <summary>The bytes of a <see cref="TrainingJob"/>. Equal jobs have equal bytes.</summary>
public static class TrainingJobCodec
{
    private const string What = "training job";

    /// <summary>Writes it: the seed, the model state, the batches.</summary>
    /// <exception cref="ArgumentException">The state contradicts itself, as <see cref="ModelStateCodec.Encode(ModelState)"/> says.</exception>
    public static byte[] Encode(TrainingJob job)
    {
        var writer = new FormWriter(FormKind.TrainingJob);
        writer.UInt64(job.Seed);
        ModelStateCodec.Write(writer, job.State);
        writer.Varint(job.Batches.Count);
        foreach (var batch in job.Batches) DataSetForm.Write(writer, batch);
        return writer.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="AmlFormatException">The bytes are no training job of this version, or exceed a limit.</exception>
    public static TrainingJob Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.TrainingJob, What, limits);
        var seed = reader.UInt64("the seed");
        var state = ModelStateCodec.Read(ref reader);
        var batches = new DataSet[reader.Count("batches", reader.Limits.MaxBatches, nameof(DecodeLimits.MaxBatches), bitsEach: 16)];
        for (var i = 0; i < batches.Length; i++) batches[i] = DataSetForm.Read(ref reader, reader.Limits.MaxConstants);
        reader.End();
        return new TrainingJob(state, batches, seed);
    }
}
