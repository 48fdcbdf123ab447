using System.Buffers.Binary;
using AmlIpNet.Cli.Demo.Softmax;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Softmax;

public class CodecTests(ITestOutputHelper output)
{
    [Fact]
    public void A_model_survives_its_bytes()
    {
        var model = Models.Random(1);
        var bytes = ModelCodec.Encode(model);
        Assert.Equal(31_410, bytes.Length);
        Assert.Equal("AMLS\x01\0\x10\x03\x0a\0"u8, bytes.AsSpan(0, 10));
        Assert.True(model.Weights.SequenceEqual(ModelCodec.Decode(bytes).Weights));
    }

    [Fact]
    public void A_job_survives_its_bytes()
    {
        var job = Models.SmallJob(images: 5);
        var read = JobCodec.Decode(JobCodec.Encode(job));
        Assert.Equal(job.Parameters, read.Parameters);
        Assert.True(job.Model.Weights.SequenceEqual(read.Model.Weights));
        Assert.True(job.Data.Labels.SequenceEqual(read.Data.Labels));
        Assert.True(job.Data.Rows.SequenceEqual(read.Data.Rows));
    }

    [Fact]
    public void Every_cut_and_every_longer_form_is_refused()
    {
        var model = ModelCodec.Encode(Models.Random(1));
        for (var length = 0; length < model.Length; length++) Assert.Throws<PayloadFormatException>(() => ModelCodec.Decode(model.AsSpan(0, length)));
        Assert.Throws<PayloadFormatException>(() => ModelCodec.Decode([.. model, 0]));

        var job = JobCodec.Encode(Models.SmallJob(images: 3));
        for (var length = 0; length < job.Length; length++) Assert.Throws<PayloadFormatException>(() => JobCodec.Decode(job.AsSpan(0, length)));
        Assert.Throws<PayloadFormatException>(() => JobCodec.Decode([.. job, 0]));
    }

    [Theory]
    [InlineData(0, 0x42, "AMLJ")]
    [InlineData(4, 2, "version 2")]
    [InlineData(6, 0, "epochs 0")]
    [InlineData(11, 0x80, "batch size")]
    [InlineData(15, 0x7f, "learning rate")]
    [InlineData(15, 0x80, "learning rate")]
    [InlineData(24, 4, "4 images")]
    [InlineData(27, 0x7f, "images")]
    [InlineData(27, 0xff, "images")]
    [InlineData(28, 0x42, "AMLS")]
    [InlineData(32, 2, "version 2")]
    [InlineData(34, 9, "784 inputs")]
    [InlineData(28 + 31_410, 10, "label")]
    public void A_foreign_job_is_refused_with_the_reason(int position, byte value, string why)
    {
        var job = JobCodec.Encode(Models.SmallJob(images: 3));
        job[position] = value;
        var error = Assert.Throws<PayloadFormatException>(() => JobCodec.Decode(job));
        Assert.Contains(why, error.Message);
        Assert.Contains("same version", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-2e6f)]
    public void Weights_that_no_training_reaches_are_refused(float weight)
    {
        var bytes = ModelCodec.Encode(Models.Random(1));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(10 + 4 * 99), weight);
        var error = Assert.Throws<PayloadFormatException>(() => ModelCodec.Decode(bytes));
        Assert.Contains("weight 99", error.Message);
    }

    [Fact]
    public void Mutated_jobs_are_refused_or_solved_with_a_finite_model() => Seeded.Run(random =>
    {
        var original = JobCodec.Encode(Models.SmallJob(images: 4));
        var (solved, refused) = (0, 0);
        for (var i = 0; i < 3_000; i++)
        {
            var job = original.ToArray();
            // Half of the changes go to the header and the labels, where they matter most.
            for (var change = random.Next(1, 6); change > 0; change--)
                job[random.Next(2) == 0 ? random.Next(28) : random.Next(job.Length)] = (byte)random.Next(256);
            if (random.Next(10) == 0) Array.Resize(ref job, random.Next(2 * job.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(job.Length >= 8 ? job.AsSpan(6) : new byte[2], (ushort)random.Next(4));
            try
            {
                var solution = SoftmaxWorker.Solve(job);
                Assert.Equal(ModelCodec.Size, solution.Length);
                for (var w = 10; w < solution.Length; w += 4) Assert.True(float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(solution.AsSpan(w))));
                solved++;
            }
            catch (PayloadFormatException)
            {
                refused++;
            }
        }

        Assert.True(solved > 0 && refused > 0, $"{solved} solved, {refused} refused");
    }, output.WriteLine);

    [Fact]
    public void A_job_without_images_gives_the_model_back()
    {
        var job = Models.SmallJob(images: 0);
        Assert.True(job.Model.Weights.SequenceEqual(ModelCodec.Decode(SoftmaxWorker.Solve(JobCodec.Encode(job))).Weights));
    }
}
