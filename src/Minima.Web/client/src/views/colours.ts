// Which colour stands for what, throughout the page.
import type { Trace } from "../kit/plotly";
import type { Theme } from "../kit/theme";

export const runColour = (index: number) => (colours: Theme): string => colours.series[[0, 1, 4, 6, 5, 7][index] ?? index % 8]!;
export const rawColour = (colours: Theme): string => colours.muted;
export const matchedColour = (colours: Theme): string => colours.series[2]!;

export const line = (name: string, x: ArrayLike<number | null>, y: ArrayLike<number | null>, colour: string, extra: Trace = {}): Trace => ({
  type: "scatter", mode: "lines", name, legendgroup: name, x, y, line: { color: colour, width: 2 }, connectgaps: false, ...extra,
});
