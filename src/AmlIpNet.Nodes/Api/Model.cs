using System.Text;

namespace AmlIpNet;

/// <summary>The bytes of a model, as a model sender gives it. Immutable.</summary>
public sealed class Model : Message
{
    private Model(ReadOnlyMemory<byte> payload) : base(payload) { }

    internal Model(ReadOnlyMemory<byte> payload, NodeId sender) : this(payload) => Sender = sender;

    /// <summary>At the receiver: the node that sent it. Undefined at the sender.</summary>
    public NodeId Sender { get; }

    /// <summary>Copies the bytes.</summary>
    public static Model FromBytes(ReadOnlySpan<byte> payload) => new(payload.ToArray());

    /// <summary>Borrows the memory, without a copy: do not change it after it has been handed over.</summary>
    public static Model FromMemory(ReadOnlyMemory<byte> payload) => new(payload);

    /// <summary>The text in UTF-8.</summary>
    public static Model FromString(string text) => new(Encoding.UTF8.GetBytes(text));
}

/// <summary>What a model receiver asks a model sender: which model, in words or bytes that the two have agreed on.</summary>
public sealed class ModelRequest : Message
{
    internal ModelRequest(ReadOnlyMemory<byte> payload, NodeId receiver) : base(payload) => Receiver = receiver;

    /// <summary>Who asks.</summary>
    public NodeId Receiver { get; }
}

/// <summary>What a model sender tells of a model to all: its bytes are for the receivers to judge by whether they want the model.</summary>
public sealed class ModelStatistics : Message
{
    internal ModelStatistics(ReadOnlyMemory<byte> payload, string name, NodeId sender) : base(payload)
    {
        Name = name;
        Sender = sender;
    }

    /// <summary>What they are called.</summary>
    public string Name { get; }

    /// <summary>Who has the model.</summary>
    public NodeId Sender { get; }
}

/// <summary>Gives the model that is asked for.</summary>
/// <param name="request">What is asked.</param>
/// <param name="cancellationToken">Fires when nobody waits any more: the receiver is gone, or this node leaves.</param>
public delegate ValueTask<Model> ModelHandler(ModelRequest request, CancellationToken cancellationToken);
