using AmlIpNet.Dds;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>A sample, as strict as RTI's: a value must have the type and the bound of its member.</summary>
internal sealed class FakeData(FakeType type) : DynamicData
{
    private readonly Dictionary<string, object> _values = type.Members.ToDictionary(member => member.Name, object (member) => member.Kind switch
    {
        FakeKind.UInt16 => (ushort)0,
        FakeKind.UInt32 => 0u,
        FakeKind.UInt64 => 0ul,
        FakeKind.Array => new byte[member.Bound],
        FakeKind.Bytes => Array.Empty<byte>(),
        _ => new FakeSequence(member),
    });

    public static FakeData Read(FakeType type, in Sample sample)
    {
        var reader = new CdrReader(sample.Header.Span);
        var data = new FakeData(type);
        data.Read(ref reader, sample.Payload);
        Assert.False(reader.Failed);
        return data;
    }

    public override T GetValue<T>(string memberName) => (T)_values[memberName];

    public override void SetValue<T>(string memberName, T value)
    {
        var member = type.Members.Single(m => m.Name == memberName);
        if (_values[memberName].GetType() != typeof(T)) throw new ArgumentException($"{memberName} is no {typeof(T)}.");
        if (value is byte[] bytes && (member.Kind == FakeKind.Array ? bytes.Length != member.Bound : member.Bound >= 0 && bytes.Length > member.Bound))
            throw new ArgumentException($"{memberName} cannot have {bytes.Length} octets.");
        _values[memberName] = value!;
    }

    public override DynamicDataMemberInfo GetMemberInfo(string memberName) => new((uint)((FakeSequence)_values[memberName]).Items.Count);

    public override LoanedDynamicData LoanValue(string memberName) => new FakeLoan((FakeSequence)_values[memberName]);

    public override LoanedDynamicData LoanValueByIndex(uint index) => throw new NotSupportedException("a structure");

    public override void Dispose()
    {
    }

    /// <summary>Writes everything but the octets of an unbounded sequence, which come back.</summary>
    public byte[] Write(ref CdrWriter writer)
    {
        byte[] payload = [];
        foreach (var member in type.Members)
        {
            switch (_values[member.Name])
            {
                case ushort value: writer.WriteUInt16(value); break;
                case uint value: writer.WriteUInt32(value); break;
                case ulong value: writer.WriteUInt64(value); break;
                case byte[] value when member.Kind == FakeKind.Array: writer.WriteOctets(value); break;
                case byte[] value:
                    writer.WriteUInt32((uint)value.Length);
                    if (member.Bound < 0) payload = value;
                    else writer.WriteOctets(value);
                    break;
                case FakeSequence sequence:
                    writer.WriteUInt32((uint)sequence.Items.Count);
                    foreach (var item in sequence.Items) item.Write(ref writer);
                    break;
            }
        }

        return payload;
    }

    private void Read(ref CdrReader reader, byte[] payload)
    {
        foreach (var member in type.Members)
        {
            switch (member.Kind)
            {
                case FakeKind.UInt16: _values[member.Name] = reader.ReadUInt16(); break;
                case FakeKind.UInt32: _values[member.Name] = reader.ReadUInt32(); break;
                case FakeKind.UInt64: _values[member.Name] = reader.ReadUInt64(); break;
                case FakeKind.Array: _values[member.Name] = reader.ReadOctets(member.Bound).ToArray(); break;
                case FakeKind.Bytes when member.Bound < 0:
                    Assert.Equal((uint)payload.Length, reader.ReadUInt32());
                    _values[member.Name] = payload;
                    break;
                case FakeKind.Bytes: _values[member.Name] = reader.ReadOctets(reader.ReadCount(member.Bound)).ToArray(); break;
                default:
                    var sequence = new FakeSequence(member);
                    for (int left = reader.ReadCount(member.Bound); left > 0; left--)
                    {
                        sequence.Items.Add(new FakeData(member.Element!));
                        sequence.Items[^1].Read(ref reader, []);
                    }

                    _values[member.Name] = sequence;
                    break;
            }
        }
    }
}

/// <summary>A sequence of structures; its elements are counted from 1, and the one after the last is made when it is loaned.</summary>
internal sealed class FakeSequence(FakeMember member) : DynamicData
{
    public List<FakeData> Items { get; } = [];

    public override LoanedDynamicData LoanValueByIndex(uint index)
    {
        if (index == Items.Count + 1 && index <= member.Bound) Items.Add(new FakeData(member.Element!));
        return new FakeLoan(Items[(int)index - 1]);
    }

    public override T GetValue<T>(string memberName) => throw new NotSupportedException(memberName);

    public override void SetValue<T>(string memberName, T value) => throw new NotSupportedException(memberName);

    public override DynamicDataMemberInfo GetMemberInfo(string memberName) => throw new NotSupportedException(memberName);

    public override LoanedDynamicData LoanValue(string memberName) => throw new NotSupportedException(memberName);

    public override void Dispose()
    {
    }
}

internal sealed class FakeLoan(DynamicData data) : LoanedDynamicData
{
    public override DynamicData Data => data;

    public override void Dispose()
    {
    }
}
