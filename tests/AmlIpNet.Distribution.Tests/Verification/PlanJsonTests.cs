using System.Text;
using System.Text.Json.Nodes;
using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Verification;

public sealed class PlanJsonTests
{
    [Fact]
    public void A_plan_comes_back_as_it_was() => Seeded.Run(random =>
    {
        for (int i = 0; i < 1_000; i++)
        {
            var request = Cases.Request(random);
            int n = request.Workers.Length;
            Demands[] Needs() => [.. Enumerable.Range(0, n).Select(_ => Cases.Needs(random))];
            var plan = random.Next(4) switch
            {
                0 => Planner.Distribute(request, Cases.Tasks(random)),
                1 => Planner.DistributeAsPublished(request, Cases.Tasks(random)),
                2 => Planner.Design(request, Needs(), Needs()),
                _ => Planner.Design(request, Needs(), method: PlanMethod.Latin),
            };
            byte[] json = PlanJson.Write(plan);
            var back = PlanJson.Read(json);
            Assert.Equal(plan.ToString(), back.ToString());
            Assert.Equal(plan.Placements.ToArray(), back.Placements.ToArray());
            Assert.Equal(plan.Tasks.ToArray(), back.Tasks.ToArray());
            Assert.Equal(plan.Workers.ToArray(), back.Workers.ToArray());
            Assert.Equal(plan.Certificate, back.Certificate);
            Assert.Equal((plan.Method, plan.Seed, plan.Scope, plan.IsDesign), (back.Method, back.Seed, back.Scope, back.IsDesign));
            Assert.Equal(json, PlanJson.Write(back));
        }
    });

    [Theory]
    [InlineData("format", "\"amlip-plan/9\"", "reads amlip-plan/1")]
    [InlineData("method", "\"sudoku\"", "published, latin and greco-latin are known")]
    [InlineData("seed", "-1", "no plan")]
    [InlineData("seed", "null", "lacks its seed")]
    [InlineData("workers", "null", "lacks its workers")]
    [InlineData("workers", "[{\"name\":\"a\",\"attributes\":{}},{\"name\":\"a\"}]", "Two workers are called a")]
    [InlineData("kinds", "[{},{}]", "kinds")]
    [InlineData("kinds", "[{\"memory\":-1},{},{}]", "use 0 to")]
    [InlineData("kinds", "[{\"memory\":1e300},{},{}]", "no plan")]
    [InlineData("rounds", "[[\"A1\"]]", "1 cells for 3 workers")]
    [InlineData("rounds", "[[\"A1\",\"A1\",\"B1\"]]", "was there before")]
    [InlineData("rounds", "[[\"A1\",\"A9\",\"B1\"]]", "is no task")]
    [InlineData("rounds", "[]", "in no round")]
    [InlineData("elsewhere", "{\"A1\":\"nobody\"}", "is no worker")]
    [InlineData("elsewhere", "{\"Z1\":null}", "in no round")]
    [InlineData("certificate", "null", "lacks its certificate")]
    [InlineData("certificate", "{\"placed\":9}", "no plan")]
    [InlineData("surprise", "1", "surprise")]
    public void What_is_wrong_is_said(string member, string value, string words)
    {
        var document = JsonNode.Parse(PlanJson.Write(Planner.Design(new PlanRequest { Workers = Cases.Equal(3) })))!.AsObject();
        document[member] = JsonNode.Parse(value);
        Assert.Contains(words, Assert.Throws<PlanException>(() => PlanJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString()))).Message);
    }

    [Fact]
    public void Bytes_that_are_damaged_give_a_clear_error_or_a_plan_that_can_be_verified() => Seeded.Run(random =>
    {
        byte[] json = PlanJson.Write(Planner.Design(new PlanRequest { Workers = Cases.Equal(4, "memory=1") }, [.. Enumerable.Repeat(Demands.Parse("memory=2"), 4)]));
        for (int i = 0; i < 5_000; i++)
        {
            byte[] damaged = [.. json];
            for (int changes = random.Next(1, 4); changes > 0; changes--) damaged[random.Next(damaged.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:0123456789nul"[random.Next(19)]);
            if (random.Next(4) == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                var plan = PlanJson.Read(damaged);
                PlanVerifier.Verify(plan);
                Assert.NotEmpty(plan.ToString());
            }
            catch (PlanException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    });
}
