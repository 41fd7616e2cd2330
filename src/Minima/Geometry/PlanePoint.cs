using Minima.Networks;

namespace Minima.Geometry;

/// <summary>What is known of a place of a plane.</summary>
/// <param name="Place">Where.</param>
/// <param name="Train">Loss and errors on the training set; null where it is not measured.</param>
/// <param name="TrainCost">That loss with the penalties, nats.</param>
/// <param name="Test">Loss and errors on the test set; null where it is not measured.</param>
public sealed record PlanePoint(PlanePlace Place, Evaluation? Train, double? TrainCost, Evaluation? Test);
