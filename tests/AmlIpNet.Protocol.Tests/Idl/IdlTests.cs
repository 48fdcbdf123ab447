using AmlIpNet.Dds;
using AmlIpNet.Protocol.Fuzz;
using AmlIpNet.Protocol.Tests.Data;
using AmlIpNet.Protocol.Tests.Native;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Idl;

/// <summary>Our bytes against those of Cyclone DDS's serializer, driven by our IDL.</summary>
public sealed class IdlTests(ITestOutputHelper output)
{
    private const int Values = 300;
    private const int HostileInputs = 3_000;

    [IdlFact]
    public Task We_write_what_the_IDL_says() => Seeded.RunAsync(
        async random =>
        {
            IdlCase[] cases = [.. IdlCase.Some(random, Values), .. NativeCases.Some(random, Values), .. DataCases.Some(random, Values)];
            string[] answers = await IdlPeer.AskAsync([.. cases.Select(c => $"le {c.Type} {c.Fields}")]);
            Assert.All(cases.Zip(answers), pair => Assert.Equal(pair.Second, Convert.ToHexStringLower(pair.First.Sample)));
        },
        output.WriteLine);

    [IdlFact]
    public Task The_IDL_reads_what_we_write() => Seeded.RunAsync(
        async random =>
        {
            IdlCase[] cases = [.. IdlCase.Some(random, Values), .. NativeCases.Some(random, Values), .. DataCases.Some(random, Values)];
            string[] answers = await IdlPeer.AskAsync([.. cases.Select(c => $"read {c.Type} {Convert.ToHexStringLower(c.Sample)}")]);
            Assert.All(cases.Zip(answers), pair => Assert.Equal(pair.First.Fields, pair.Second));
        },
        output.WriteLine);

    [IdlFact]
    public Task We_read_what_the_IDL_writes_in_either_byte_order() => Seeded.RunAsync(
        async random =>
        {
            IdlCase[] cases = [.. IdlCase.Some(random, Values), .. NativeCases.Some(random, Values), .. DataCases.Some(random, Values)];
            foreach (string order in new[] { "le", "be" })
            {
                string[] answers = await IdlPeer.AskAsync([.. cases.Select(c => $"{order} {c.Type} {c.Fields}")]);
                Assert.All(cases.Zip(answers), pair => Assert.Equal(pair.First.Fields, Read(pair.First.Type, Convert.FromHexString(pair.Second))));
            }
        },
        output.WriteLine);

    [IdlFact]
    public Task Hostile_bytes_mean_the_same_to_both() => Seeded.RunAsync(
        async random =>
        {
            // Types of one size only: what is cut from the end is padding for nobody.
            string[] types = ["status", "ms_request", "ms_reference"];
            IdlCase[] samples = [.. IdlCase.Some(random, 20), .. NativeCases.Some(random, 20)];
            var mutator = new Mutator();
            var bits = new SplitMix((ulong)random.NextInt64());
            var inputs = new List<(string Type, byte[] Bytes)>();
            foreach (string type in types)
            {
                byte[][] seeds = [.. samples.Where(c => c.Type == type).Select(c => c.Sample)];
                for (int i = 0; i < HostileInputs; i++) inputs.Add((type, mutator.Make(ref bits, seeds).ToArray()));
            }

            string[] answers = await IdlPeer.AskAsync([.. inputs.Select(input => $"read {input.Type} {IdlCase.Hex(input.Bytes)}")]);
            int same = 0, refused = 0;
            for (int i = 0; i < inputs.Count; i++)
            {
                var (type, bytes) = inputs[i];
                string? ours = Read(type, bytes);
                string? theirs = answers[i] == "malformed" ? null : answers[i];
                if (ours is not null && theirs is not null) Assert.Equal(theirs, ours);
                if (ours is null && theirs is null) refused++;
                if (ours is not null && theirs is not null) same++;

                // We take a string of length 0, without even its NUL, as empty; Cyclone does not.
                if (ours is not null && theirs is null) Assert.Contains("-", ours.Split(' '));

                // We refuse a NUL inside a string; Cyclone takes it as the string's end.
                if (ours is null && theirs is not null) Assert.True(HasEarlyNul(bytes), $"{type} {Convert.ToHexStringLower(bytes)} is refused");
            }

            output.WriteLine($"{inputs.Count} inputs: {same} read alike, {refused} refused by both");
            Assert.True(same > HostileInputs / 10 && refused > HostileInputs / 10);
        },
        output.WriteLine);

    [IdlFact]
    public Task Hostile_bytes_of_the_native_plane_are_read_alike_or_refused() => Seeded.RunAsync(
        async random =>
        {
            IdlCase[] samples = [.. NativeCases.Some(random, 20).Where(c => c.Sample.Length <= Mutator.MaxSize)];
            var mutator = new Mutator();
            var bits = new SplitMix((ulong)random.NextInt64());
            var inputs = new List<(string Type, byte[] Bytes)>();
            foreach (string type in new[] { "availability", "work" })
            {
                byte[][] seeds = [.. samples.Where(c => c.Type == type).Select(c => c.Sample)];
                for (int i = 0; i < HostileInputs; i++) inputs.Add((type, mutator.Make(ref bits, seeds).ToArray()));
            }

            string[] answers = await IdlPeer.AskAsync([.. inputs.Select(input => $"read {input.Type} {IdlCase.Hex(input.Bytes)}")]);
            int same = 0;
            for (int i = 0; i < inputs.Count; i++)
            {
                string? ours = Read(inputs[i].Type, inputs[i].Bytes);
                if (ours is null) continue; // we are stricter: versions, kinds, slots, UTF-8

                // We take a string of length 0, without even its NUL, as empty; Cyclone does not.
                if (answers[i] == "malformed") Assert.Contains("-", ours.Split(' '));
                else Assert.Equal(answers[i], ours);
                same++;
            }

            output.WriteLine($"{inputs.Count} inputs: {same} read");
            Assert.True(same > HostileInputs / 10);
        },
        output.WriteLine);

    /// <summary>Our codec's fields, with the payload where there is one; null for malformed bytes.</summary>
    private static string? Read(string type, byte[] sample)
    {
        switch (type)
        {
            case "status": return StatusMessage.TryRead(sample, out var status) ? IdlCase.Of(status) : null;
            case "ms_request": return MsRequest.TryRead(sample, out var request) ? IdlCase.Of(request) : null;
            case "ms_reference": return MsReference.TryRead(sample, out var reference) ? IdlCase.Of(reference) : null;
        }

        if (type.StartsWith("data_", StringComparison.Ordinal)) return DataCases.Read(type, sample);
        if (NativeCases.TypeOf(type) is not null) return NativeCases.Read(type, sample);
        var description = type == "statistics_3" ? AmlIpTypes.ModelStatistics : AmlIpTypes.MsData;
        if (!description.TrySplit(sample, sample.Length, out int header, out int payload)) return null;
        string bytes = payload == 0 ? "" : " " + IdlCase.Hex(sample.AsSpan(header, payload));
        if (type == "statistics_3") return ModelStatisticsHeader.TryRead(sample.AsSpan(0, header), out var statistics) ? IdlCase.Of(statistics) + bytes : null;
        return MsDataHeader.TryRead(sample.AsSpan(0, header), out var data) ? IdlCase.Of(data) + bytes : null;
    }

    /// <summary>Whether the sample's first string, or a second one after a u32, has a NUL before its end.</summary>
    private static bool HasEarlyNul(byte[] sample)
    {
        var reader = new CdrReader(sample);
        for (int strings = 0; strings < 2; strings++)
        {
            uint length = reader.ReadUInt32();
            if (length > NodeId.MaxNameBytes + 1) return false;
            if (reader.ReadOctets((int)length).IndexOf((byte)0) is var nul and >= 0 && nul < length - 1) return true;
            reader.ReadOctets(NodeId.RandomBytes);
            reader.ReadUInt32();
        }

        return false;
    }
}
