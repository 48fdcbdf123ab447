using System.Text;
using AmlIpNet.Nodes;

namespace AmlIpNet;

/// <summary>
/// The bytes of a job: for Algebraic Machine Learning a model state and a partial data-set. Immutable.
/// <para><see cref="FromMemory"/> borrows the caller's memory until the job has ended; the other factories copy.</para>
/// </summary>
public sealed class Job : Message
{
    private Job(ReadOnlyMemory<byte> payload) : base(payload) { }

    private readonly Execution? _execution;

    internal Job(Execution execution) : this(execution.Payload)
    {
        _execution = execution;
        Client = execution.Key.Client;
        TaskId = execution.Key.Task;
    }

    /// <summary>On a Computing node: who asks. Undefined on the asking side.</summary>
    public NodeId Client { get; }

    /// <summary>On a Computing node: the client's number for this task. 0 on the asking side.</summary>
    public ulong TaskId { get; }

    /// <summary>On a Computing node: tells the asking side how far the job is. Cheap; reports that come too fast are overtaken by later ones. An
    /// AML-IP client does not hear of it.</summary>
    /// <param name="fraction">What share is done, 0 to 1; null if that is not known.</param>
    /// <param name="text">A few words, cut off after 4,096 bytes.</param>
    /// <exception cref="InvalidOperationException">The job is not being executed here.</exception>
    public void ReportProgress(double? fraction, string text = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_execution is null) throw new InvalidOperationException("Progress can be reported by the handler of a job only.");
        _execution.Report(fraction is { } f ? Math.Clamp(f, 0, 1) : null, text);
    }

    /// <summary>Copies the bytes.</summary>
    public static Job FromBytes(ReadOnlySpan<byte> payload) => new(payload.ToArray());

    /// <summary>Borrows the memory, without a copy: do not change it until the job has ended.</summary>
    public static Job FromMemory(ReadOnlyMemory<byte> payload) => new(payload);

    /// <summary>The text in UTF-8.</summary>
    public static Job FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Copies native memory.</summary>
    /// <param name="address">Where the bytes start.</param>
    /// <param name="length">How many they are.</param>
    /// <exception cref="ArgumentException">The length is below zero, or the address is null and the length is not 0.</exception>
    public static Job FromPointer(nint address, int length) => new(NativePayload.Copy(address, length));
}
