using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

/// <summary>Examples to list.</summary>
internal static class LitCase
{
    /// <summary>Numbers of which two thirds are zero; as bytes or as floats.</summary>
    public static Examples Draw(int count, int width, bool bytes)
    {
        var random = new RandomState(8, (uint)width);
        byte[] pixels = new byte[count * width];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(random.Integer(3) == 0 ? 1 + random.Integer(255) : 0);
        return bytes
            ? Examples.FromPixels(pixels, new byte[count], width)
            : Examples.FromValues([.. pixels.Select(static pixel => pixel / 255f)], new byte[count], width);
    }

    /// <summary>Lists all batches, in file order or in another one.</summary>
    public static void Fill(ILitLists lists, BatchOrder order, bool shuffled, int width)
    {
        // In file order first: nothing of it may be left behind.
        for (int pass = 0; pass < (shuffled ? 2 : 1); pass++)
        {
            order.Order = pass == 0 ? null : [.. Enumerable.Range(0, order.Count).Select(n => n * 10 % order.Count)];
            lists.Arrange();
            var scratch = new LitScratch(width, order.BatchSize);
            for (int batch = 0; batch < order.Batches; batch++)
                lists.Fill(batch, scratch);
        }
    }
}
