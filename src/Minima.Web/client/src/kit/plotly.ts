// The charting library, with the kinds of traces that are drawn and no others.
import core from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import contour from "plotly.js/lib/contour";
import heatmap from "plotly.js/lib/heatmap";
import surface from "plotly.js/lib/surface";

core.register([bar, contour, heatmap, surface]);

export type Trace = Record<string, unknown>;
export type Layout = Record<string, any>;

interface Library {
  react(element: HTMLElement, data: Trace[], layout: Layout, config: object): Promise<unknown>;
  relayout(element: HTMLElement, change: Layout): Promise<unknown>;
  toImage(figure: HTMLElement | { data: Trace[]; layout: Layout }, options: { format: "svg"; width: number; height: number }): Promise<string>;
  purge(element: HTMLElement): void;
  Plots: { resize(element: HTMLElement): void };
}

export const Plotly: Library = core;
