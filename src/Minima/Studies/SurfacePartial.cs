using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>
/// What a study of surfaces has measured so far, kept in a file (NumPy's <c>.npz</c>) until all is done. Each point's figures are the same
/// however often the study was stopped, so the result is too.
/// </summary>
internal sealed class SurfacePartial
{
    private const string Key = "surface";
    private const int Numbers = 6;

    private readonly string? _path;
    private readonly string _identity;
    private readonly Dictionary<PlanePlace, PlanePoint>[] _points;

    /// <summary>Reads what the file holds of the same study; null for a path: nothing is kept.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is another study's.</exception>
    public SurfacePartial(string? path, string identity, int planes)
    {
        (_path, _identity) = (path, identity);
        _points = [.. Enumerable.Range(0, planes).Select(static _ => new Dictionary<PlanePlace, PlanePoint>())];
        if (path is not null && File.Exists(path))
            Read(path);
    }

    /// <summary>Takes what a block's file holds of the same study; it remains as it is.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or is another study's.</exception>
    public void Take(string path) => Read(path);

    /// <summary>Whether it is kept in a file.</summary>
    public bool IsKept => _path is not null;

    /// <summary>Points that are known.</summary>
    public int Count => _points.Sum(static points => points.Count);

    /// <summary>The points of a plane that are known.</summary>
    public IReadOnlyDictionary<PlanePlace, PlanePoint> this[int plane] => _points[plane];

    /// <summary>Adds points of a plane, and writes the file.</summary>
    public void Add(int plane, IEnumerable<PlanePoint> points)
    {
        foreach (PlanePoint point in points)
            _points[plane][point.Place] = point;
        if (_path is not null)
            ToFile().Write(_path);
    }

    /// <summary>Gives what is known another name: all of a block is done.</summary>
    public void Finish(string name)
    {
        ToFile().Write(name);
        Finish();
    }

    /// <summary>Deletes the file: all is done.</summary>
    public void Finish()
    {
        if (_path is not null)
            File.Delete(_path);
    }

    private Npz ToFile() => new(new Dictionary<string, string> { [Key] = _identity }, [.. _points.Select(ToTensor)]);

    // Places in a fixed order, so that the file's bytes say nothing but what is in it.
    private static Tensor ToTensor(Dictionary<PlanePlace, PlanePoint> points, int plane)
    {
        PlanePoint[] sorted = [.. points.Values.OrderBy(static point => point.Place.X).ThenBy(static point => point.Place.Y)];
        double[] numbers =
        [
            .. sorted.SelectMany(static point => new[]
            {
                point.Place.X, point.Place.Y, point.Train?.Loss ?? 0, point.Train?.Errors ?? 0, point.Test?.Loss ?? 0, point.Test?.Errors ?? 0,
            }),
        ];
        return Tensor.FromDoubles($"plane{plane}", [sorted.Length, Numbers], numbers);
    }

    private void Read(string path)
    {
        Npz file = Npz.Read(path);
        if (!file.Metadata.TryGetValue(Key, out string? identity) || identity != _identity)
        {
            throw new UnusableInputException(
                $"'{path}' keeps what was measured of another surface: other networks, planes, data or options. Delete it, or begin anew (--force).");
        }

        for (int plane = 0; plane < _points.Length; plane++)
        {
            Tensor tensor = file.Tensors.FirstOrDefault(tensor => tensor.Name == $"plane{plane}")
                ?? throw new UnusableInputException($"'{path}' lacks the array plane{plane}. Delete it, or begin anew (--force).");
            double[] numbers = tensor.ToDoubles();
            for (int i = 0; i + Numbers <= numbers.Length; i += Numbers)
            {
                // The number of examples and the cost follow from the study: the reader of the file puts them back.
                var place = new PlanePlace(numbers[i], numbers[i + 1]);
                _points[plane][place] = new PlanePoint(
                    place, new Evaluation(0, (int)numbers[i + 3], numbers[i + 2]), null, new Evaluation(0, (int)numbers[i + 5], numbers[i + 4]));
            }
        }
    }
}
