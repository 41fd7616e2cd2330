// The ways of runs in their principal plane, upon the loss where it was measured.
import { choice, select } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { figure, FigureElement, hasGl } from "../kit/figure";
import { percent } from "../kit/format";
import type { Trace } from "../kit/plotly";
import type { Theme } from "../kit/theme";
import type { PlaneDocument } from "../model";
import { runColour } from "./colours";

const scale = (colours: Theme): [number, string][] => colours.dark
  ? [[0, "#1B1F25"], [0.35, "#22384F"], [0.7, "#3F6C8C"], [1, "#9CC7D8"]]
  : [[0, "#FDFDFC"], [0.35, "#D5E3EC"], [0.7, "#8FB3CB"], [1, "#3E6E93"]];

const heights = ["training set", "test set"] as const;

export function planeFigures(planes: PlaneDocument[], epochs: Epochs): HTMLElement[] {
  if (planes.length === 0)
    return [];
  let plane = planes.at(-1)!, shown: (typeof heights)[number] = "training set";
  const made: FigureElement[] = [];
  const redraw = (): void => made.forEach(one => one.redraw());
  const heightsOf = (): (number | null)[][] | null => plane.surface && (shown === "training set" ? plane.surface.trainLoss : plane.surface.testLoss);
  const logs = (): (number | null)[][] | null => heightsOf()?.map(row => row.map(value => value !== null && value > 0 ? Math.log10(value) : null)) ?? null;
  const controls = (): HTMLElement[] => [
    ...(planes.length > 1 ? [choice("Runs", [{ value: "raw", text: "as they are" }, { value: "aligned", text: "units matched" }] as const, plane.name, value => {
      plane = planes.find(one => one.name === value)!;
      redraw();
    })] : []),
  ];
  const series = planes[0]!.runs.map((run, i) => ({ name: run.name, colour: runColour(i) }));
  const table = () => ({
    columns: ["plane", "run", "epoch", "x", "y", "off_plane"],
    rows: planes.flatMap(one => one.runs.flatMap(run => run.epochs.map((epoch, i): (string | number | null)[] => [one.name, run.name, epoch, run.x[i]!, run.y[i]!, run.off[i]!]))),
  });
  const off = Math.max(...planes.flatMap(one => one.runs.flatMap(run => run.off)));

  made.push(figure({
    name: "ways", height: 460, title: "The ways in one plane",
    caption: `Each point is a snapshot, in the plane that shows most of the ways: ${planes.map(one => `${percent((one.explained[0] ?? 0) + (one.explained[1] ?? 0), 1)} of the variance ${one.name === "raw" ? "as they are" : "matched"}`).join(", ")}. `
      + `Snapshots lie up to ${off.toFixed(2)} off it: a picture of ways shows the plane, not the space.`,
    series, epochs, moves: true,
    controls: [...controls(), ...(plane.surface ? [select("Loss", heights, shown, value => { shown = value; redraw(); })] : [])],
    draw: colours => ({
      traces: [
        ...(heightsOf() ? [{
          type: "contour", x: plane.surface!.x, y: plane.surface!.y, z: logs(), colorscale: scale(colours), ncontours: 24, hoverinfo: "skip",
          line: { width: 0.6, color: colours.axis }, contours: { coloring: "heatmap" },
          colorbar: { title: { text: "loss, nats", side: "right", font: { size: 11 } }, thickness: 10, outlinewidth: 0, tickvals: [-4, -3, -2, -1, 0, 1], ticktext: ["0.0001", "0.001", "0.01", "0.1", "1", "10"] },
        }] : []),
        ...plane.runs.flatMap((run, i) => {
          const at = epochs.at(run.epochs), colour = runColour(i)(colours);
          const hover = { customdata: run.epochs.map((epoch, e) => [epoch, run.off[e]]), hovertemplate: `${run.name}, epoch %{customdata[0]}<br>%{customdata[1]:.2f} off the plane<extra></extra>` };
          return [
            { type: "scatter", mode: "lines+markers", name: run.name, legendgroup: run.name, x: run.x, y: run.y, line: { color: colour, width: 2 }, marker: { color: colour, size: 4 }, ...hover },
            { type: "scatter", mode: "markers", name: run.name, legendgroup: run.name, showlegend: false, x: [run.x[at]], y: [run.y[at]], hoverinfo: "skip", marker: { color: colour, size: 13, line: { color: colours.back, width: 2 } } },
            { type: "scatter", mode: "text", legendgroup: run.name, showlegend: false, x: [run.x[0]], y: [run.y[0]], text: ["start"], textposition: "top center", textfont: { color: colours.muted, size: 11 }, hoverinfo: "skip" },
          ];
        }),
      ],
      layout: {
        hovermode: "closest",
        xaxis: { title: { text: `1st component, ${percent(plane.explained[0], 1)} of the variance` }, constrain: "domain" },
        yaxis: { title: { text: `2nd component, ${percent(plane.explained[1], 1)}` }, scaleanchor: "x", scaleratio: 1, constrain: "domain" },
      },
    }),
    table,
  }));

  if (planes.some(one => one.surface) && hasGl) {
    made.push(figure({
      name: "surface", height: 520, title: "The loss below the ways", caption: "The same plane as a landscape: its height is the loss, on a logarithmic axis. It can be turned.",
      series, epochs, moves: true, controls: [],
      draw: colours => {
        const z = logs() ?? [];
        const height = (x: number, y: number): number => {
          const { x: xs, y: ys } = plane.surface!;
          const column = nearest(xs, x), row = nearest(ys, y);
          return (z[row]?.[column] ?? 0) + 0.05;
        };
        const axis = { gridcolor: colours.grid, linecolor: colours.axis, tickfont: { size: 10, color: colours.muted }, showbackground: false, title: { text: "", font: { size: 11, color: colours.muted } } };
        return {
          traces: [
            { type: "surface", x: plane.surface?.x, y: plane.surface?.y, z, colorscale: scale(colours), showscale: false, opacity: 1, lighting: { ambient: 0.75, diffuse: 0.5, specular: 0.05 }, contours: { z: { show: true, usecolormap: false, color: colours.axis, width: 1 } }, hovertemplate: "log10 of the loss: %{z:.2f}<extra></extra>" },
            // Up to the epoch of the slider; a ribbon has two ends.
            ...plane.runs.map((run, i) => wall(run.x.slice(0, Math.max(1, epochs.at(run.epochs)) + 1).map((x, e) => [x, run.y[e]!, height(x, run.y[e]!)]), runColour(i)(colours), run.name)),
          ],
          layout: {
            scene: {
              xaxis: axis, yaxis: axis, zaxis: { ...axis, tickvals: [-4, -3, -2, -1, 0, 1], ticktext: ["0.0001", "0.001", "0.01", "0.1", "1", "10"], title: { text: "loss", font: { size: 11, color: colours.muted } } },
              aspectmode: "manual", aspectratio: { x: 1.3, y: 1.3, z: 0.7 }, camera: { eye: { x: 1.25, y: -1.35, z: 0.95 } },
            },
            margin: { l: 0, r: 0, t: 0, b: 0 },
          },
        };
      },
      table: () => surfaceTable(planes),
    }));
  }
  return made;
}

const nearest = (values: number[], wanted: number): number =>
  values.reduce((best, value, i) => Math.abs(value - wanted) < Math.abs(values[best]! - wanted) ? i : best, 0);

// A way upon a surface, as a narrow ribbon: lines in space would need another kind of trace.
function wall(points: number[][], colour: string, name: string): Trace {
  const lift = 0.12;
  return {
    type: "surface", name, legendgroup: name, showscale: false, hoverinfo: "skip", colorscale: [[0, colour], [1, colour]],
    x: [points.map(point => point[0]), points.map(point => point[0])], y: [points.map(point => point[1]), points.map(point => point[1])],
    z: [points.map(point => point[2]), points.map(point => point[2]! + lift)], lighting: { ambient: 1, diffuse: 0, specular: 0 },
  };
}

const surfaceTable = (planes: PlaneDocument[]) => ({
  columns: ["plane", "x", "y", "train_loss", "test_loss"],
  rows: planes.flatMap(plane => plane.surface ? plane.surface.y.flatMap((y, j) => plane.surface!.x.map((x, i): (string | number | null)[] =>
    [plane.name, x, y, plane.surface!.trainLoss?.[j]?.[i] ?? null, plane.surface!.testLoss?.[j]?.[i] ?? null])) : []),
});
