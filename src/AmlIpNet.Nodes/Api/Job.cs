using System.Text;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>
/// The bytes of a job: for Algebraic Machine Learning a model state and a partial data-set. Immutable.
/// <para><see cref="FromMemory(ReadOnlyMemory{byte})"/> borrows the caller's memory until the job has ended; the other factories copy.</para>
/// </summary>
public sealed class Job : Message
{
    private Job(ReadOnlyMemory<byte> payload, int[]? partLengths = null) : base(payload) => _partLengths = partLengths;

    private readonly Execution? _execution;
    private readonly int[]? _partLengths;
    private Description? _description;

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

    /// <summary>Borrows the memory, as <see cref="FromMemory(ReadOnlyMemory{byte})"/> does, and tells where its parts meet: what a native Computing node still has of earlier
    /// jobs of this Main node is not sent to it again. Worth it for parts that come again byte for byte, such as a model's state or a shard of the data.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="partLengths">The length of every part, in their order; at most 1,024 of them.</param>
    /// <exception cref="ArgumentException">The parts do not make up the payload, or there are too many.</exception>
    public static Job FromMemory(ReadOnlyMemory<byte> payload, IReadOnlyList<int> partLengths) => new(payload, JobParts.Check(payload.Length, partLengths));

    /// <summary>Copies parts, one behind the other: what a native Computing node still has of earlier jobs of this Main node is not sent to it again. The handler
    /// gets all of them as one payload.</summary>
    /// <param name="parts">At most 1,024.</param>
    /// <exception cref="ArgumentException">They are too many, or too long together.</exception>
    public static Job FromParts(params IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var (payload, lengths) = JobParts.Join(parts);
        return new(payload, lengths);
    }

    /// <summary>The text in UTF-8.</summary>
    public static Job FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Copies native memory.</summary>
    /// <param name="address">Where the bytes start.</param>
    /// <param name="length">How many they are.</param>
    /// <exception cref="ArgumentException">The length is below zero, or the address is null and the length is not 0.</exception>
    public static Job FromPointer(nint address, int length) => new(NativePayload.Copy(address, length));

    /// <summary>Its parts with their digests, which are made once for each size; empty for none.</summary>
    internal PayloadPart[] Parts(int smallest)
    {
        if (_partLengths is null) return [];
        if (_description is not { } known || known.Smallest != smallest) _description = known = new(smallest, JobParts.Describe(Payload.Span, _partLengths, smallest));
        return known.Parts;
    }

    private sealed record Description(int Smallest, PayloadPart[] Parts);
}
