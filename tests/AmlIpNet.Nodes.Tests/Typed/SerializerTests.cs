using System.Text;
using AmlIpNet.TestKit;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Nodes.Tests.Typed;

public sealed class SerializerTests
{
    [Fact]
    public void Json_is_that_of_the_web()
    {
        var bytes = JsonPayloadSerializer.Default.Serialize(new Question("1 + 1", [1, 1]));
        Assert.Equal("""{"text":"1 \u002B 1","numbers":[1,1]}""", Encoding.UTF8.GetString(bytes.Span));
        var read = JsonPayloadSerializer.Default.Deserialize<Question>("""{"Text":"a","numbers":[2]}"""u8.ToArray());
        Assert.Equal(("a", 2), (read.Text, Assert.Single(read.Numbers)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"text\":1}")]
    [InlineData("\0\u0001")]
    public void Bytes_that_are_no_such_json_are_an_error_that_says_so(string text)
    {
        var error = Assert.Throws<InvalidPayloadException>(() => JsonPayloadSerializer.Default.Deserialize<Question>(Encoding.UTF8.GetBytes(text)));
        Assert.Contains($"{text.Length} bytes is no Question in JSON", error.Message);
        Assert.Contains("same serializer", error.Message);
    }

    [Fact]
    public void Json_that_is_too_deep_is_an_error() =>
        Assert.Throws<InvalidPayloadException>(() => JsonPayloadSerializer.Default.Deserialize<object[]>(Encoding.UTF8.GetBytes(new string('[', 100_000))));

    [Fact]
    public void A_value_that_json_cannot_write_is_an_error() =>
        Assert.Contains("IntPtr", Assert.Throws<InvalidPayloadException>(() => JsonPayloadSerializer.Default.Serialize(new { Handle = (nint)1 })).Message);

    [Fact]
    public void Protobuf_messages_come_back_whole()
    {
        var message = new Struct { Fields = { ["a"] = Value.ForNumber(1.5), ["b"] = Value.ForString("ü") } };
        Assert.Equal(message, ProtobufPayloadSerializer.Default.Deserialize<Struct>(ProtobufPayloadSerializer.Default.Serialize(message)));
        Assert.Equal(new Empty(), ProtobufPayloadSerializer.Default.Deserialize<Empty>(ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public void Bytes_that_are_no_protobuf_are_an_error()
    {
        byte[] lies = [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07]; // a field of 2 GiB
        Assert.Contains("no Struct in Protocol Buffers", Assert.Throws<InvalidPayloadException>(() => ProtobufPayloadSerializer.Default.Deserialize<Struct>(lies)).Message);
    }

    [Fact]
    public void Mutated_bytes_give_a_value_or_the_typed_error() => Seeded.Run(random =>
    {
        var message = new Struct { Fields = { ["list"] = Value.ForList(Value.ForNull(), Value.ForNumber(1)), ["b"] = Value.ForString("text") } };
        byte[] protobuf = ProtobufPayloadSerializer.Default.Serialize(message).ToArray();
        byte[] json = JsonPayloadSerializer.Default.Serialize(new Question("text", [1, 2])).ToArray();
        for (int i = 0; i < 5_000; i++)
        {
            Try(() => ProtobufPayloadSerializer.Default.Deserialize<Struct>(Mutated(protobuf)));
            Try(() => JsonPayloadSerializer.Default.Deserialize<Question>(Mutated(json)));
        }

        byte[] Mutated(byte[] good)
        {
            byte[] bytes = good[..random.Next(1, good.Length + 1)];
            for (int n = random.Next(4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            return bytes;
        }

        static void Try(Func<object> read)
        {
            try
            {
                read();
            }
            catch (InvalidPayloadException)
            {
            }
        }
    });

    [Fact]
    public void Only_protobuf_messages_are_taken()
    {
        Assert.Contains("protoc", Assert.Throws<InvalidPayloadException>(() => ProtobufPayloadSerializer.Default.Serialize("text")).Message);
        Assert.Contains("protoc", Assert.Throws<InvalidPayloadException>(() => ProtobufPayloadSerializer.Default.Deserialize<string>(default)).Message);
    }

    [Theory]
    [InlineData("""{"age":-1}""", typeof(ArgumentOutOfRangeException))]
    [InlineData("""{"age":1,"when":"never"}""", typeof(FormatException))]
    public void What_constructors_and_converters_throw_is_the_typed_error(string json, System.Type thrown)
    {
        var error = Assert.Throws<InvalidPayloadException>(() => JsonPayloadSerializer.Default.Deserialize<Picky>(Encoding.UTF8.GetBytes(json)));
        Assert.IsType(thrown, error.InnerException);
        Assert.IsType<InvalidOperationException>(Assert.Throws<InvalidPayloadException>(() => JsonPayloadSerializer.Default.Serialize(new Unwritable())).InnerException);
        Assert.Contains("cannot be written", Assert.Throws<InvalidPayloadException>(() => ProtobufPayloadSerializer.Default.Serialize(new Broken())).Message);
    }

    internal sealed class Broken : Google.Protobuf.IMessage
    {
        public Google.Protobuf.Reflection.MessageDescriptor Descriptor => Empty.Descriptor;

        public int CalculateSize() => throw new InvalidOperationException("not now");

        public void MergeFrom(Google.Protobuf.CodedInputStream input) => throw new InvalidOperationException("not now");

        public void WriteTo(Google.Protobuf.CodedOutputStream output) => throw new InvalidOperationException("not now");
    }

    internal sealed class Picky
    {
        private int _age;

        public int Age
        {
            get => _age;
            set => _age = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }

        [System.Text.Json.Serialization.JsonConverter(typeof(Converter))]
        public DateTime When { get; set; }
    }

    internal sealed class Converter : System.Text.Json.Serialization.JsonConverter<DateTime>
    {
        public override DateTime Read(ref System.Text.Json.Utf8JsonReader reader, System.Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            DateTime.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

        public override void Write(System.Text.Json.Utf8JsonWriter writer, DateTime value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    internal sealed class Unwritable
    {
        public int Value => throw new InvalidOperationException("not now");
    }

    internal sealed record Question(string Text, int[] Numbers);
}
