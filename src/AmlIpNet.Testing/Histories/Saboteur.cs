using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>Plants a bug: sees what goes into the machines and what comes out, and may drop, change or add to it. The tests plant bugs to
/// prove that the checks find them.</summary>
internal abstract class Saboteur
{
    /// <returns>False when the client never hears of it.</returns>
    public virtual bool OnClientEvent(NativeClient client, ref JobClientEvent input) => true;

    public virtual void OnClientActions(NativeClient client, in JobClientEvent input, List<JobClientAction> actions) { }

    /// <returns>False when the server never hears of it.</returns>
    public virtual bool OnServerEvent(NativeServer server, ref JobServerEvent input) => true;

    public virtual void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions) { }

    /// <summary>Before a client looks up which parts this incarnation of a server has.</summary>
    public virtual void OnRefer(ref ulong incarnation) { }

    /// <returns>False when the client does not take notice of the parts that a refusal names.</returns>
    public virtual bool OnMissing(NativeClient client) => true;

    /// <summary>A server has looked for a job's parts, and put its payload together.</summary>
    public virtual void OnJoined(PayloadPart[] parts, ref bool isComplete, ref byte[] payload) { }

    public virtual ServerLoad OnLoad(NativeServer server, in ServerLoad load) => load;

    public virtual JobClientOptions OnOptions(JobClientOptions options) => options;
}
