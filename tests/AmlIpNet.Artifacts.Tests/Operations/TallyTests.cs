using System.Globalization;
using System.Numerics;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Artifacts.Tests.Operations;

/// <summary>Counts, sums, means and histograms, and that parts come together without any error.</summary>
public sealed class TallyTests(ITestOutputHelper output)
{
    private static DataValue Part(string operation, string parameters, IEnumerable<double> numbers)
    {
        using var environment = new Environment().Source("s", "x\n" + string.Concat(numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture) + "\n")));
        return environment.Run("csv.load", source: "s").Run(operation, parameters).Product;
    }

    private static string Total(string operation, params DataValue[] parts)
    {
        using var environment = new Environment().Receive("step 1", parts);
        return environment.Run(operation).Product.ToString();
    }

    [Fact]
    public void Counts_add_up()
    {
        var parts = new[] { 3, 0, 5 }.Select(rows => Part("count", "{}", Enumerable.Repeat(0.5, rows))).ToArray();
        Assert.Equal("""{"count":3}""", parts[0].ToString());
        Assert.Equal("8", Total("count.total", parts));
        Assert.Equal("0", Total("count.total"));
        Assert.Equal("9007199254740993", Total("count.total", DataValue.From(new Tally { Count = 9_007_199_254_740_992 }), DataValue.From(new Tally { Count = 1 }))); // beyond a double's digits
    }

    [Fact]
    public void A_job_adds_what_came_to_what_it_has_counted()
    {
        using var environment = new Environment().Source("s", "x\n1\n2\n").Receive("before", DataValue.From(new Tally { Count = 40 }));
        Assert.Equal("""{"count":42}""", environment.Run("csv.load", source: "s").Run("count").Run("add").Product.ToString());
        using var start = new Environment();
        Assert.Equal("""{"count":0}""", start.Run("add").Product.ToString()); // nothing came, nothing was counted
    }

    [Fact]
    public void Only_the_products_of_one_step_are_added_when_it_is_named()
    {
        using var environment = new Environment().Receive("one", DataValue.From(new Tally { Count = 1 })).Receive("two", DataValue.From(new Tally { Count = 2 }));
        Assert.Equal("2", environment.Run("count.total", """{"from": "two"}""").Product.ToString());
        environment.Variables.Clear();
        Assert.Contains("nothing came from that step: name one of one, two", environment.Fault("count.total", """{"from": "three"}"""));
    }

    [Fact]
    public void A_sum_loses_nothing()
    {
        Assert.Equal("2", Total("sum.total", Part("sum", """{"column": "x"}""", [1e100, 1]), Part("sum", """{"column": "x"}""", [1, -1e100])));
        Assert.Equal("0.6", Total("sum.total", Part("sum", """{"column": "x"}""", [0.1, 0.2, 0.3]))); // 0.6000000000000001 when added one by one
        Assert.Equal("0", Total("sum.total"));
    }

    [Fact]
    public void A_sum_is_the_same_however_its_numbers_are_shared() => Seeded.Run(ShareOut, output.WriteLine);

    [Fact]
    public void So_is_one_that_needs_more_parts_than_most() => ShareOut(new Random(1309735635)); // more than 64

    private static void ShareOut(Random random)
    {
        double[] numbers = [.. Enumerable.Range(0, 300).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-1000, 900))).Append(double.Epsilon)];
        double expected = new ExactSumOracle(numbers).Round();
        for (int round = 0; round < 5; round++)
        {
            random.Shuffle(numbers);
            int parts = random.Next(1, 9);
            string total = Total("sum.total", [.. numbers.Select((number, i) => (number, i)).GroupBy(one => one.i % parts).Select(part => Part("sum", """{"column": "x"}""", part.Select(one => one.number)))]);
            Assert.Equal(expected, double.Parse(total, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void A_mean_is_of_all_values_not_of_means()
    {
        var (one, two) = (Part("mean", """{"column": "x"}""", [1, 2, 3]), Part("mean", """{"column": "x"}""", [10]));
        Assert.Equal("""{"mean":4,"count":4,"missing":0}""", Total("mean.total", one, two, Part("mean", """{"column": "x"}""", [])));
        Assert.Contains("has no values to take the mean of", Assert.Throws<OperationException>(() => Total("mean.total", Part("mean", """{"column": "x"}""", []))).Message);
    }

    [Fact]
    public void A_mean_is_rounded_once() => Seeded.Run(random =>
    {
        double[] numbers = [.. Enumerable.Range(0, 1_000).Select(_ => random.NextDouble() * 1e9)];
        var sum = new ExactSum();
        foreach (double number in numbers) sum.Add(number);
        double mean = sum.Divide(numbers.Length);
        // No double is nearer: the exact distance to its neighbours is larger.
        BigInteger Distance(double candidate) => BigInteger.Abs(new ExactSumOracle(numbers).Units - new ExactSumOracle([candidate]).Units * numbers.Length);
        Assert.True(Distance(mean) <= Distance(Math.BitIncrement(mean)) && Distance(mean) <= Distance(Math.BitDecrement(mean)));
    }, output.WriteLine);

    [Fact]
    public void Histograms_add_up_and_nothing_falls_between()
    {
        const string Parameters = """{"column": "x", "from": 0, "to": 1, "bins": 4}""";
        Assert.Equal("""{"from":0,"to":1,"bins":[2,1,0,2],"below":1,"above":2,"count":8,"missing":0}""",
            Total("histogram.total", Part("histogram", Parameters, [0, 0.25, 0.9, 1]), Part("histogram", Parameters, [-0.1, 0.1, Math.BitDecrement(1), 7])));
        Assert.Contains("cannot be added", Assert.Throws<OperationException>(() =>
            Total("histogram.total", Part("histogram", Parameters, []), Part("histogram", """{"column": "x", "from": 0, "to": 1, "bins": 5}""", []))).Message);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("mean")]
    [InlineData("histogram")]
    public void A_row_without_a_number_is_an_error_unless_it_is_to_be_skipped(string operation)
    {
        string parameters = operation == "histogram" ? "\"column\": \"x\", \"from\": 0, \"to\": 10" : "\"column\": \"x\"";
        using var environment = new Environment().Source("s", "x,y\n1,1\n,1\nNaN,1\n2,1\n");
        environment.Run("csv.load", source: "s");
        Assert.Contains("found a row without a number in the column 'x' of The source 's': write \"missing\": \"skip\"", environment.Fault(operation, $$"""{{{parameters}}}"""));
        var tally = environment.Run(operation, $$"""{{{parameters}}, "missing": "skip"}""").Product.To<Tally>();
        Assert.Equal((2, 2), (tally.Count, tally.Missing));
    }

    [Theory]
    [InlineData("sum", "{}", "needs the parameter 'column'")]
    [InlineData("sum", """{"column": "z"}""", "has no column 'z'")]
    [InlineData("sum", """{"column": "x", "missing": "zero"}""", "write one of error, skip")]
    [InlineData("histogram", """{"column": "x", "from": 1, "to": 1}""", "write a 'from' below 'to'")]
    [InlineData("histogram", """{"column": "x", "from": 0, "to": "1"}""", "write a finite number, without quotes")]
    [InlineData("histogram", """{"column": "x", "from": 0, "to": 1, "bins": 0}""", "write a number from 1 to 10000")]
    [InlineData("histogram", """{"column": "x", "from": 0, "to": 1, "bins": 1.5}""", "write a whole number from 1 to 10000")]
    [InlineData("histogram", """{"column": "x", "from": -1e308, "to": 1e308}""", "write a 'from' below 'to'")]
    [InlineData("count.total", """{"column": "x"}""", "has no parameter 'column': it knows from.")]
    public void What_is_wrong_with_a_parameter_is_told(string operation, string parameters, string fault)
    {
        using var environment = new Environment().Source("s", "x\n1\n");
        environment.Run("csv.load", source: "s");
        Assert.Contains(fault, environment.Fault(operation, parameters));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("""{"count":-1}""")]
    [InlineData("""{"count":1,"histogram":{"from":0,"to":1,"bins":[],"below":0,"above":0}}""")]
    [InlineData("""{"count":1,"histogram":{"from":0,"to":1,"bins":null,"below":0,"above":0}}""")]
    [InlineData("""{"count":1,"sum":[1e999]}""")]
    public void What_is_no_tally_is_refused(string text)
    {
        using var environment = new Environment().Receive("before", DataValue.FromString(text));
        Assert.Contains("bytes that are no count, sum, mean or histogram", environment.Fault("add"));
    }

    [Fact]
    public void Tallies_of_different_kinds_are_not_added()
    {
        using var environment = new Environment().Receive("before", Part("count", "{}", [1]), Part("sum", """{"column": "x"}""", [1]));
        Assert.Contains("A count and a sum cannot be added", environment.Fault("add"));
        using var counts = new Environment().Receive("before", Part("count", "{}", [1]));
        Assert.Contains("was given no sums", counts.Fault("mean.total"));
        Assert.Contains("was given no histograms", counts.Fault("histogram.total"));
    }

    [Fact]
    public void What_came_is_listed_as_JSON()
    {
        using var environment = new Environment().Receive("one", DataValue.From(1), DataValue.FromString("a\"b")).Receive("two", new DataValue(new byte[] { 1, 2 }), DataValue.From(new Tally { Count = 2 }));
        Assert.Equal("""[1,"a\u0022b","AQI=",{"count":2}]""", environment.Run("list").Product.ToString());
        using var broken = new Environment().Receive("one", DataValue.FromBytes("{"u8, "application/json"));
        Assert.Contains("was given 1 bytes that are no application/json", broken.Fault("list"));
    }

    [Fact]
    public void Too_much_is_told()
    {
        using var environment = new Environment().Receive("before", DataValue.From(new Tally { Count = long.MaxValue }), DataValue.From(new Tally { Count = 1 }));
        Assert.Contains("The count is beyond", environment.Fault("add"));
        Assert.Contains("beyond 1.8E308", Assert.Throws<OperationException>(() => Part("sum", """{"column": "x"}""", [double.MaxValue, double.MaxValue])).Message);
    }

    /// <summary>Adds numbers as whole multiples of the smallest double, and rounds by looking at the neighbours: slow, and plainly right.</summary>
    private sealed class ExactSumOracle(IEnumerable<double> numbers)
    {
        public BigInteger Units { get; } = numbers.Aggregate(BigInteger.Zero, (sum, number) => sum + UnitsOf(number));

        public double Round()
        {
            // Ordered as their bits are: search between the largest doubles.
            long low = 0, high = BitConverter.DoubleToInt64Bits(double.MaxValue);
            var size = BigInteger.Abs(Units);
            while (low < high)
            {
                long middle = low + (high - low + 1) / 2;
                if (UnitsOf(BitConverter.Int64BitsToDouble(middle)) <= size) low = middle;
                else high = middle - 1;
            }

            double below = BitConverter.Int64BitsToDouble(low), above = Math.BitIncrement(below);
            int nearer = (size - UnitsOf(below)).CompareTo(UnitsOf(above) - size);
            return Units.Sign * (nearer < 0 || nearer == 0 && (low & 1) == 0 ? below : above);
        }

        private static BigInteger UnitsOf(double number)
        {
            BigInteger units = 0;
            for (double rest = Math.Abs(number); rest > 0;)
            {
                int exponent = Math.Max(Math.ILogB(rest), -1074);
                units += BigInteger.One << (exponent + 1074);
                rest -= Math.ScaleB(1, exponent);
            }

            return number < 0 ? -units : units;
        }
    }
}
