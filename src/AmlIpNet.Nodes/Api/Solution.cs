using System.Text;
using AmlIpNet.Nodes;

namespace AmlIpNet;

/// <summary>
/// The bytes of a solution: for Algebraic Machine Learning an atomization, that is a new model state. Immutable.
/// <para><see cref="FromMemory"/> borrows the caller's memory until it has been sent; the other factories copy.</para>
/// </summary>
public sealed class Solution : Message
{
    private Solution(ReadOnlyMemory<byte> payload) : base(payload) { }

    internal Solution(ReadOnlyMemory<byte> payload, NodeId solvedBy, ulong taskId) : this(payload)
    {
        SolvedBy = solvedBy;
        TaskId = taskId;
    }

    /// <summary>On the asking side: the node that solved the job. Undefined on a Computing node.</summary>
    public NodeId SolvedBy { get; }

    /// <summary>On the asking side: the number of the task that the job was sent with. 0 on a Computing node.</summary>
    public ulong TaskId { get; }

    /// <summary>Copies the bytes.</summary>
    public static Solution FromBytes(ReadOnlySpan<byte> payload) => new(payload.ToArray());

    /// <summary>Borrows the memory, without a copy: do not change it after it has been handed over.</summary>
    public static Solution FromMemory(ReadOnlyMemory<byte> payload) => new(payload);

    /// <summary>The text in UTF-8.</summary>
    public static Solution FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Copies native memory.</summary>
    /// <param name="address">Where the bytes start.</param>
    /// <param name="length">How many they are.</param>
    /// <exception cref="ArgumentException">The length is below zero, or the address is null and the length is not 0.</exception>
    public static Solution FromPointer(nint address, int length) => new(NativePayload.Copy(address, length));
}
