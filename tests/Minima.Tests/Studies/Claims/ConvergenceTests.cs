using Minima.Networks;
using Minima.Studies;
using Minima.Studies.Claims;

namespace Minima.Tests.Studies.Claims;

public sealed class ConvergenceTests : IDisposable
{
    private readonly HandMade _hand = new();

    public void Dispose() => _hand.Dispose();

    [Fact]
    public void Test_NearerAtEveryEpoch_Holds()
    {
        Claim claim = Convergence.Test(_hand.Pair(HandMade.Rows(Along(8, 3, 1, 0), Along(4, 3, 2, 0))));
        Assert.Equal("c", claim.Id);
        Assert.True(claim.Holds);
        Assert.Contains("each parameter of both series is nearer", claim.Reason);
        Assert.Contains("sqrt(1 - t/T) for a random walk", claim.Reason);
        Assert.Contains("0.1 (zero hidden.W)", claim.Reason);
        Assert.Contains("0.2 (random output.b)", claim.Reason);

        Dictionary<string, object?>[] courses = Courses(claim);
        Assert.Equal(8, courses.Length);
        Assert.All(courses, static course => Assert.Null(course["first_epoch_farther"]));
        Dictionary<string, object?> first = courses[0];
        Assert.Equal(("zero", "hidden.W", 8.0), (first["series"], first["parameter"], first["start"]));

        // Of 30 epochs, 10 and 20 are as near to the middle: the first is taken.
        Assert.Equal((10, 3 / 8.0, 20 / 30.0), (first["middle_epoch"], first["middle_share"], first["middle_share_drift"]));
        Assert.True(Math.Abs((double)first["middle_share_random_walk"]! - Math.Sqrt(20 / 30.0)) <= 1e-15);
        Assert.Equal(1.0 / 10, first["speed_at_end"]);
    }

    [Fact]
    public void Test_OneParameterFartherOnce_DoesNotHoldAndNamesIt()
    {
        Parameters[] random = Along(4, 3, 2, 0);
        random[2]["hidden.b"][0] = 3.5f;
        Claim claim = Convergence.Test(_hand.Pair(HandMade.Rows(Along(8, 3, 1, 0), random)));
        Assert.False(claim.Holds);
        Assert.Contains("Not uniformly: farther than at the saved epoch before are hidden.b of the random series (epoch 20). ", claim.Reason);
        Dictionary<string, object?> course = Assert.Single(Courses(claim), static course => course["first_epoch_farther"] is not null);
        Assert.Equal(("random", "hidden.b", 20), (course["series"], course["parameter"], course["first_epoch_farther"]));
    }

    [Fact]
    public void Test_AsFarAsBefore_DoesNotHold() =>
        Assert.False(Convergence.Test(_hand.Pair(HandMade.Rows(Along(8, 3, 3, 0), Along(4, 3, 2, 0)))).Holds);

    [Fact]
    public void Test_TooFewEpochs_IsNotDecided()
    {
        Claim one = Convergence.Test(_hand.Pair(HandMade.Rows(Along(0), Along(0))));
        Claim two = Convergence.Test(_hand.Pair(HandMade.Rows(Along(5, 0), Along(7, 0))));
        Assert.Null(one.Holds);
        Assert.Null(two.Holds);
        Assert.Contains("here there are 0", one.Reason);
        Assert.Contains("here there are 1", two.Reason);
        Assert.Empty(Courses(one));
    }

    private static Parameters[] Along(params float[] places) => [.. places.Select(static place => HandMade.Point(place, 0))];

    private static Dictionary<string, object?>[] Courses(Claim claim) => [.. (List<Dictionary<string, object?>>)claim.Measured["courses"]!];
}
