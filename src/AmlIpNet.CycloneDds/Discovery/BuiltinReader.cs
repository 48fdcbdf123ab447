using System.Runtime.ExceptionServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Takes from one of the topics in which Cyclone tells what it has discovered. Used on the loop only.</summary>
internal sealed unsafe class BuiltinReader : IDisposable
{
    private const int BatchSize = 16;
    private readonly Entity _entity;
    private readonly nint[] _samples = new nint[BatchSize];
    private readonly dds_sample_info_t[] _infos = new dds_sample_info_t[BatchSize];

    public BuiltinReader(CycloneParticipant participant, int builtinTopic, ISignalSink sink)
    {
        var target = new ListenerTarget(sink, reads: true);
        try
        {
            using var use = participant.Entity.Pin();
            int id = DdsError.Check(dds_create_reader(use.Id, builtinTopic, 0, target.Listener), "read the discovered network");
            _entity = new Entity(id, participant.Gate, target, null, participant.Entity);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Handles one sample. <paramref name="data"/> is valid until it returns; where <paramref name="valid"/> is false only its key is set.</summary>
    public delegate void SampleHandler(void* data, ulong handle, bool valid, bool alive);

    /// <summary>Takes all that has come. What a handler throws is thrown when all has been handled.</summary>
    public void Drain(SampleHandler handler)
    {
        ExceptionDispatchInfo? error = null;
        while (Take(handler, ref error) == BatchSize)
        {
        }

        error?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose() => _entity.Dispose();

    private int Take(SampleHandler handler, ref ExceptionDispatchInfo? error)
    {
        using var use = _entity.Pin();
        _samples.AsSpan().Clear(); // null asks for a loan
        fixed (nint* samples = _samples)
        fixed (dds_sample_info_t* infos = _infos)
        {
            int count = DdsError.Check(dds_take(use.Id, (void**)samples, infos, BatchSize, BatchSize), "take what was discovered");
            if (count == 0) return 0;
            try
            {
                for (int i = 0; i < count; i++)
                {
                    ref readonly var info = ref infos[i];
                    try
                    {
                        handler((void*)samples[i], info.instance_handle, info.valid_data != 0, info.instance_state == DDS_ALIVE_INSTANCE_STATE);
                    }
                    catch (Exception thrown)
                    {
                        error ??= ExceptionDispatchInfo.Capture(thrown);
                    }
                }
            }
            finally
            {
                _ = dds_return_loan(use.Id, (void**)samples, count);
            }

            return count;
        }
    }
}
