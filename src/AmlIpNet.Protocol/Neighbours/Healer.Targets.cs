namespace AmlIpNet.Protocol;

// What a client chose last. It may die before each AML-IP server has heard of it, and then nobody else would tell.
public sealed partial class Healer
{
    private readonly Dictionary<NodeId, LinkedListNode<Choices>> _choices = [];
    private readonly LinkedList<Choices> _choicesByHeard = new(); // the least recently heard client first

    private void OnTarget(TaskKey key, NodeId server)
    {
        if (IsLost(key.Client)) MarkRepeated(key); // by another healer
        else if (!_closed.Contains(key)) Remember(key, server);
        Close(key);
    }

    private void Remember(TaskKey key, NodeId server)
    {
        if (_options.RepeatedTargets == 0) return;
        var targets = ChoicesOf(key.Client).Targets;
        targets.Add(new(key.Task, server));
        if (targets.Count > _options.RepeatedTargets) targets.RemoveFirst();
    }

    private Choices ChoicesOf(NodeId client)
    {
        if (_choices.TryGetValue(client, out var node))
        {
            if (node.Next is null) return node.Value;
            _choicesByHeard.Remove(node);
            _choicesByHeard.AddLast(node);
            return node.Value;
        }

        if (_choices.Count >= _options.MaxClients)
        {
            _choices.Remove(_choicesByHeard.First!.Value.Client);
            _choicesByHeard.RemoveFirst();
        }

        var choices = new Choices(client, new RingBuffer<Choice>());
        _choices.Add(client, _choicesByHeard.AddLast(choices));
        return choices;
    }

    private void MarkRepeated(TaskKey key)
    {
        if (!_choices.TryGetValue(key.Client, out var node)) return;
        var targets = node.Value.Targets;
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i].Task == key.Task) targets[i].IsRepeated = true;
        }
    }

    private void Repeat(NodeId client, ICollection<HealerTarget> repeats)
    {
        if (!_choices.Remove(client, out var node)) return;
        _choicesByHeard.Remove(node);
        var targets = node.Value.Targets;
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i].IsRepeated) continue;
            repeats.Add(new(new(client, targets[i].Task), targets[i].Server));
            Repeated++;
        }
    }

    private readonly record struct Choices(NodeId Client, RingBuffer<Choice> Targets);

    private record struct Choice(uint Task, NodeId Server, bool IsRepeated = false)
    {
        public const int StateSize = sizeof(uint) + NodeId.Size + sizeof(bool);

        public static void Write(StateWriter writer, Choice choice)
        {
            writer.Write(choice.Task);
            writer.Write(choice.Server);
            writer.Write(choice.IsRepeated);
        }

        public static Choice Read(ref StateReader reader) => new(reader.ReadUInt32(), reader.ReadNodeId(), reader.ReadBoolean());
    }
}
