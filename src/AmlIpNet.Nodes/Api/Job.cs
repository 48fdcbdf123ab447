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

    internal Job(ReadOnlyMemory<byte> payload, NodeId client, ulong taskId) : this(payload)
    {
        Client = client;
        TaskId = taskId;
    }

    /// <summary>On a Computing node: who asks. Undefined on the asking side.</summary>
    public NodeId Client { get; }

    /// <summary>On a Computing node: the client's number for this task. 0 on the asking side.</summary>
    public ulong TaskId { get; }

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
