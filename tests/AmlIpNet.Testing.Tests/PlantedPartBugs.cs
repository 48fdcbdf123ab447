using AmlIpNet.Protocol;

namespace AmlIpNet.Testing.Tests;

/// <summary>A client takes a server that was started anew to have what it had before.</summary>
internal sealed class RestartForgotten : Saboteur
{
    public override void OnRefer(ref ulong incarnation) => incarnation = 1;
}

/// <summary>A server takes another part for the one that a job refers to.</summary>
internal sealed class WrongPart : Saboteur
{
    public override void OnJoined(PayloadPart[] parts, ref bool isComplete, ref byte[] payload)
    {
        if (isComplete && Array.FindIndex(parts, part => part.IsAbsent) is var absent and >= 0) payload.AsSpan(8 * absent, 8).Fill((byte)absent);
    }
}

/// <summary>A server goes on without the parts that it misses.</summary>
internal sealed class MissingSkipped : Saboteur
{
    public override void OnJoined(PayloadPart[] parts, ref bool isComplete, ref byte[] payload) => isComplete = true;
}

/// <summary>A client does not listen when a server tells that it misses parts: it refers to them again and again.</summary>
internal sealed class MissingIgnored : Saboteur
{
    public override bool OnMissing(NativeClient client) => false;

    public override bool OnClientEvent(NativeClient client, ref JobClientEvent input)
    {
        if (input is { Kind: JobClientEventKind.Outcome, What: OutcomeKind.Refused, Code: (int)RefusalReason.PartsMissing }) input = input with { Code = (int)RefusalReason.Busy };
        return true;
    }
}

/// <summary>A server that misses parts says nothing.</summary>
internal sealed class MissingUntold : Saboteur
{
    public override void OnServerActions(NativeServer server, in JobServerEvent input, List<JobServerAction> actions) =>
        actions.RemoveAll(a => a is { Kind: JobServerActionKind.SendOutcome, What: OutcomeKind.Refused, Code: (int)RefusalReason.PartsMissing });
}
