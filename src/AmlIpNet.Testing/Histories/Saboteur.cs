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

    public virtual ServerLoad OnLoad(NativeServer server, in ServerLoad load) => load;

    public virtual JobClientOptions OnOptions(JobClientOptions options) => options;
}
