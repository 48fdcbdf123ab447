using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// A Cyclone entity. It keeps its parents alive, and is deleted when it has been disposed and the last call that uses it
/// has returned; what its listener points to is let go after that, when Cyclone calls it no more.
/// </summary>
internal sealed unsafe class Entity : SafeHandle
{
    private readonly Entity[] _parents;
    private readonly DeliveryGate? _gate;
    private readonly ListenerTarget? _target;
    private readonly Action? _deleted;

    /// <summary>Takes over an entity.</summary>
    /// <param name="id">What a dds_create function returned.</param>
    /// <param name="gate">The gate of its participant, open while it is being deleted; null for a domain.</param>
    /// <param name="target">What its listener points to.</param>
    /// <param name="deleted">Called once, after the entity is gone.</param>
    /// <param name="parents">The entities that must outlive it.</param>
    public Entity(int id, DeliveryGate? gate, ListenerTarget? target = null, Action? deleted = null, params Entity[] parents) : base(0, ownsHandle: true)
    {
        _parents = parents;
        _gate = gate;
        _target = target;
        _deleted = deleted;
        foreach (var parent in parents)
        {
            bool added = false;
            parent.DangerousAddRef(ref added);
        }

        SetHandle(id);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle <= 0;

    /// <summary>Keeps the entity from being deleted until the use is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public Use Pin() => new(this);

    /// <summary>Its GUID.</summary>
    public Dds.EntityGuid ReadGuid()
    {
        using var use = Pin();
        var bytes = stackalloc byte[16];
        DdsError.Check(dds_get_guid(use.Id, bytes), "read the GUID of an entity");
        return Dds.EntityGuid.Read(new ReadOnlySpan<byte>(bytes, 16));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _gate?.Open();
        bool gone = dds_delete((int)handle) >= 0; // waits for running callbacks
        _gate?.Close();
        _target?.Dispose();
        foreach (var parent in _parents) parent.DangerousRelease();
        _deleted?.Invoke();
        return gone;
    }

    /// <summary>A time in which the entity exists.</summary>
    public readonly ref struct Use
    {
        private readonly Entity _entity;

        public Use(Entity entity)
        {
            bool added = false;
            entity.DangerousAddRef(ref added);
            _entity = entity;
        }

        /// <summary>Cyclone's number of the entity.</summary>
        public int Id => (int)_entity.handle;

        public void Dispose() => _entity.DangerousRelease();
    }
}
