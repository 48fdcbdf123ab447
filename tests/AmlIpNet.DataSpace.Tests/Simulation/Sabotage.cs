using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>Plants a bug: may swallow or change what machines want done, or what they are told. The tests plant bugs to prove that the checks find them.</summary>
internal class Sabotage
{
    /// <returns>False when it is not done.</returns>
    public virtual bool OnWorkerAction(ref DataAction action) => true;

    /// <returns>False when it is not done.</returns>
    public virtual bool OnCenterAction(ref DataAction action) => true;

    /// <returns>False when the Center never hears of the loss.</returns>
    public virtual bool OnCenterLoses(NodeId worker) => true;

    /// <summary>Whether bytes that are not the announced ones are noticed.</summary>
    public virtual bool ChecksDigests => true;

    /// <summary>How many workers may die of a key.</summary>
    public virtual int MaxDeaths => 3;

    /// <summary>What a worker registers.</summary>
    public virtual IEnumerable<DataEntry> OnRegister(IEnumerable<DataEntry> entries) => entries;

    /// <summary>Whether a worker hears what a Center has it compute, when it is so far with the key.</summary>
    public virtual bool IsAssigned(KeyState state) => true;

    /// <summary>Whether a worker says that it leaves.</summary>
    public virtual bool SaysFarewell => true;

    /// <summary>Whether a Center lets the last copy of a value go, as if it were moved.</summary>
    public virtual bool ForgetsLastCopies => false;

    /// <summary>Whether Centers are told when somebody else is denied.</summary>
    public virtual bool TellsOfDenials => false;

    /// <summary>What a Center answers.</summary>
    public virtual DataEntry OnAnswer(DataEntry entry) => entry;

    /// <summary>Whether a Center knows that it has not heard of all.</summary>
    public virtual bool IsSettled(bool isSettled) => isSettled;
}
