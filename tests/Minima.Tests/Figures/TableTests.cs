using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class TableTests
{
    private static readonly Table Example = Make();

    [Fact]
    public void ToText_Rows_AlignsColumns() => Assert.Equal(
        """
        parameter       L2  epoch  holds
        ---------  -------  -----  -----
        hidden.W   26.3856    500  yes
        a|b         0.3333      -  no

        """.ReplaceLineEndings("\n"),
        Example.ToText());

    [Fact]
    public void ToMarkdown_Rows_EscapesBars() => Assert.Equal(
        """
        | parameter |      L2 | epoch | holds |
        | --------- | ------: | ----: | ----- |
        | hidden.W  | 26.3856 |   500 | yes   |
        | a\|b      |  0.3333 |     - | no    |

        """.ReplaceLineEndings("\n"),
        Example.ToMarkdown());

    [Fact]
    public void ToCsv_Rows_KeepsFullPrecision() => Assert.Equal(
        "parameter,L2,epoch,holds\nhidden.W,26.385562,500,true\na|b,0.3333333333333333,,false\n", Example.ToCsv());

    [Fact]
    public void Add_WrongNumberOfCells_Throws() => Assert.Throws<ArgumentException>(() => Example.Add(1, 2));

    private static Table Make()
    {
        var table = new Table(
            new Column("parameter", Alignment.Left), new Column("L2", Format: "F4"), new Column("epoch"), new Column("holds", Alignment.Left));
        table.Add("hidden.W", 26.385562, 500, true);
        table.Add("a|b", 1.0 / 3, null, false);
        return table;
    }
}
