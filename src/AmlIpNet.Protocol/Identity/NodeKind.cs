namespace AmlIpNet;

/// <summary>What a node is for, as AML-IP numbers it (u32 on the wire). A number that is not listed is carried as it is and shown as a number.</summary>
public enum NodeKind : uint
{
    /// <summary>Not said.</summary>
    Undetermined = 0,

    /// <summary>A discovery server.</summary>
    Discovery = 1,

    /// <summary>Connects one network with others.</summary>
    Agent = 2,

    /// <summary>Sends jobs out and collects their solutions.</summary>
    Main = 3,

    /// <summary>Runs jobs.</summary>
    Computing = 4,

    /// <summary>Watches the status of the others.</summary>
    Status = 5,

    /// <summary>A meta node.</summary>
    Meta = 6,

    /// <summary>Sends data out for inference.</summary>
    Edge = 7,

    /// <summary>Answers with inferences.</summary>
    Inference = 8,

    /// <summary>Asks for models.</summary>
    ModelReceiver = 9,

    /// <summary>Offers models.</summary>
    ModelSender = 10,

    /// <summary>Connects to a FIWARE context broker.</summary>
    Fiware = 11,
}
