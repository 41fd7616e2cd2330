using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Minima.Tests;

/// <summary>The rules of the house: rooms in order, sealed types, small files.</summary>
public sealed partial class ArchitectureTests
{
    private const int LongestFile = 400;

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>A room uses only those before it.</summary>
    private const string AnyRoom = "Numerics|Formats|Data|Kernels|Networks|Minimisation|Trajectories|Geometry|Curvature|Figures|Studies";

    private static readonly string[] Rooms = AnyRoom.Split('|');

    private static readonly Assembly Library = typeof(UnusableInputException).Assembly;

    [Fact]
    public void Sources_OfEachRoom_NameOnlyRoomsBefore()
    {
        var wrong = new List<string>();
        foreach (string file in Sources("src/Minima"))
        {
            string room = Room(Namespace(file));
            wrong.AddRange(RoomsNamed(File.ReadAllText(file))
                .Where(used => !MayUse(room, used))
                .Select(used => $"{Path.GetFileName(file)}: {room} uses {used}"));
        }

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Types_OfEachRoom_HaveMembersOfRoomsBefore()
    {
        IEnumerable<string> wrong =
            from type in Library.GetTypes()
            where IsOurs(type)
            from used in TypesUsed(type).SelectMany(Parts)
            where IsOurs(used) && !MayUse(Room(type.Namespace!), Room(used.Namespace!))
            select $"{type.FullName} uses {used.FullName}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Classes_AllOfThem_AreSealedStaticOrAbstract()
    {
        IEnumerable<string?> open = Library.GetTypes()
            .Where(static type => IsOurs(type) && type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(static type => type.FullName);
        Assert.Empty(open);
    }

    [Fact]
    public void Sources_AllOfThem_AreShort()
    {
        IEnumerable<string> tooLong = Sources("src").Concat(Sources("tests"))
            .Where(static file => File.ReadLines(file).Count() > LongestFile);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Sources_WithANamespace_HaveTheFoldersName()
    {
        foreach ((string folder, string root) in ((string, string)[])[("src/Minima", "Minima"), ("src/Minima.Web", "Minima.Web"), ("tests/Minima.Tests", "Minima.Tests")])
        {
            foreach (string file in Sources(folder))
            {
                string below = Path.GetRelativePath(Path.Combine(Repository(), folder), Path.GetDirectoryName(file)!);
                string expected = below == "." ? root : $"{root}.{below.Replace(Path.DirectorySeparatorChar, '.')}";
                Assert.True(Namespace(file) == expected, $"{file} is in the namespace {Namespace(file)}, not {expected}.");
            }
        }
    }

    [Fact]
    public void Rooms_OnDisk_AreThoseOfTheList()
    {
        IEnumerable<string?> folders = Directory.GetDirectories(Path.Combine(Repository(), "src", "Minima")).Select(Path.GetFileName);
        Assert.Empty(folders.Except([.. Rooms, "bin", "obj"]));
    }

    /// <summary>The tests above must fail where a rule is broken.</summary>
    [Theory]
    [InlineData("using Minima.Studies;", "Studies")]
    [InlineData("global using static Minima.Figures.Palette;", "Figures")]
    [InlineData("using Alias = Minima.Kernels.Two<float>;", "Kernels")]
    [InlineData("void Fit(Data.Examples examples)", "Data")]
    [InlineData("x = Geometry.Distances.Of(a, b);", "Geometry")]
    [InlineData("x = global::Minima.Curvature.Trace(a);", "Curvature")]
    [InlineData("/// <see cref=\"Trajectories.Run\"/>", "")]
    [InlineData("// see Studies.Compare", "")]
    [InlineData("x = set.Data.Train;", "")]
    [InlineData("x = \"docs/Figures.md\";", "")]
    public void RoomsNamed_InSource_AreFound(string source, string room) =>
        Assert.Equal(room.Length == 0 ? [] : [room], RoomsNamed(source));

    private static bool MayUse(string room, string used) =>
        used.Length == 0 || (room.Length > 0 && Array.IndexOf(Rooms, used) <= Array.IndexOf(Rooms, room));

    /// <summary>Rooms that a source names outside comments and strings: Minima.Room, or Room. where it is no member.</summary>
    private static IEnumerable<string> RoomsNamed(string source) =>
        RoomName().Matches(CommentOrString().Replace(source, "\"\"")).Select(static match => match.Groups["room"].Value).Distinct();

    private static string Room(string space) => space.Split('.') is [_, string room, ..] ? room : "";

    private static bool IsOurs(Type type) =>
        type.Assembly == Library && type.Namespace is not null && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    private static IEnumerable<Type> TypesUsed(Type type)
    {
        foreach (MethodBase method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
        {
            foreach (ParameterInfo parameter in method.GetParameters())
                yield return parameter.ParameterType;
            if (method is MethodInfo { ReturnType: Type result })
                yield return result;
        }

        foreach (Type used in type.GetFields(Declared).Select(static field => field.FieldType)
            .Concat(type.GetProperties(Declared).Select(static property => property.PropertyType))
            .Concat(type.GetInterfaces())
            .Append(type.BaseType ?? typeof(object)))
        {
            yield return used;
        }
    }

    /// <summary>A type with what it is made of: elements and type arguments.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type) : [type];
    }

    private static string Namespace(string file) => NamespaceLine().Match(File.ReadAllText(file)) is { Success: true } match
        ? match.Groups["name"].Value
        : throw new InvalidOperationException($"{file} has no namespace.");

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository(), folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"));

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex($@"(?<![\w.])(?:global::)?(?:Minima\.(?<room>{AnyRoom})\b|(?<room>{AnyRoom})\.(?=[A-Z]))", RegexOptions.None, 1000)]
    private static partial Regex RoomName();

    [GeneratedRegex(@"//[^\n]*|""(?:\\.|[^""\\\n])*""", RegexOptions.None, 1000)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, 1000)]
    private static partial Regex NamespaceLine();
}
