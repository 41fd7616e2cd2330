// Distances: of each run to its end, and between two runs.
import { select } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { figure, FigureElement } from "../kit/figure";
import type { DistancesDocument, PairDocument, RunDocument } from "../model";
import { line, matchedColour, rawColour, runColour } from "./colours";

const column = (distances: DistancesDocument, name: string) => distances.columns.find(one => one.name === name);

const names = (all: DistancesDocument[]): string[] => {
  const found = [...new Set(all.flatMap(one => one.columns.map(column => column.name)))];
  return ["total", ...found.filter(name => name !== "total")];
};

export function endFigure(runs: RunDocument[], epochs: Epochs | null): FigureElement {
  let parameter = "total";
  const made: FigureElement = figure({
    name: "distance-to-end", title: "Distance to the end", caption: "How far each snapshot lies from the run's last one: the length of the difference (L2).",
    series: runs.map((run, i) => ({ name: run.name, colour: runColour(i) })), ...(epochs ? { epochs } : {}), canLog: true,
    controls: [select("Parameter", names(runs.map(run => run.distances)), parameter, value => { parameter = value; made.redraw(); })],
    draw: (colours, log) => ({
      traces: runs.map((run, i) => {
        const l2 = column(run.distances, parameter)?.l2 ?? [];
        return line(run.name, run.distances.epochs, log ? l2.map(value => value || null) : l2, runColour(i)(colours), { hovertemplate: "%{y:.4~f}<extra>%{fullData.name}</extra>" });
      }),
      layout: { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "L2" }, ...(log ? {} : { rangemode: "tozero" }) } },
    }),
    table: () => ({
      columns: ["run", "epoch", "parameter", "l2", "relative", "cosine"],
      rows: runs.flatMap(run => run.distances.columns.flatMap(one => run.distances.epochs.map((epoch, i): (string | number | null)[] =>
        [run.name, epoch, one.name, one.l2[i]!, one.relative[i]!, one.cosine[i]!]))),
    }),
  });
  return made;
}

export function betweenFigure(pair: PairDocument, epochs: Epochs | null, name: string): FigureElement | null {
  const course = pair.course;
  if (!course)
    return null;
  let parameter = "total";
  const made: FigureElement = figure({
    name, title: `Distance between ${pair.a} and ${pair.b}`,
    caption: `As they are, and with the units of ${pair.b} matched anew at each epoch.`,
    series: [{ name: "units matched", colour: matchedColour }, { name: "as they are", colour: rawColour, dash: true }], ...(epochs ? { epochs } : {}), canLog: true,
    controls: [select("Parameter", names([course.raw]), parameter, value => { parameter = value; made.redraw(); })],
    draw: (colours, log) => ({
      traces: [
        line("as they are", course.epochs, column(course.raw, parameter)!.l2, rawColour(colours), { line: { color: rawColour(colours), width: 2, dash: "6px 4px" }, hovertemplate: "%{y:.4~f}<extra>%{fullData.name}</extra>" }),
        line("units matched", course.epochs, column(course.aligned, parameter)!.l2, matchedColour(colours), { hovertemplate: "%{y:.4~f}<extra>%{fullData.name}</extra>" }),
      ],
      layout: { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "L2" }, ...(log ? {} : { rangemode: "tozero" }) } },
    }),
    table: () => ({
      columns: ["epoch", "parameter", "l2_raw", "l2_matched", "cosine_raw", "cosine_matched"],
      rows: course.raw.columns.flatMap((one, c) => course.epochs.map((epoch, i): (string | number | null)[] =>
        [epoch, one.name, one.l2[i]!, course.aligned.columns[c]!.l2[i]!, one.cosine[i]!, course.aligned.columns[c]!.cosine[i]!])),
    }),
  });
  return made;
}

export function courseFigure(pair: PairDocument, epochs: Epochs | null, name: string): FigureElement | null {
  const course = pair.course;
  if (!course)
    return null;
  const choices = ["barrier of errors", "barrier of loss", "overlap"] as const;
  let shown: (typeof choices)[number] = "barrier of errors";
  const scaled = (values: (number | null)[]): (number | null)[] => shown === "barrier of errors" ? values.map(value => value === null ? null : 100 * value) : values;
  const made: FigureElement = figure({
    name, title: `How ${pair.a} and ${pair.b} lie to each other, by epoch`,
    caption: "The hill between them at each epoch, from five points of the way; or their overlap: 1 for the same network, 0 for nothing in common.",
    series: [{ name: "units matched", colour: matchedColour }, { name: "as they are", colour: rawColour, dash: true }], ...(epochs ? { epochs } : {}), canLog: true,
    controls: [select("Show", choices, shown, value => { shown = value; made.redraw(); })],
    draw: (colours, log) => {
      const [raw, matched] = shown === "barrier of errors" ? [course.rawErrorBarrier, course.errorBarrier]
        : shown === "barrier of loss" ? [course.rawLossBarrier, course.lossBarrier] : [course.rawOverlap, course.overlap];
      const positive = (values: (number | null)[]) => log ? values.map(value => value !== null && value > 0 ? value : null) : values;
      return {
        traces: [
          line("as they are", course.epochs, positive(scaled(raw)), rawColour(colours), { line: { color: rawColour(colours), width: 2, dash: "6px 4px" }, hovertemplate: "%{y:.3~f}<extra>%{fullData.name}</extra>" }),
          line("units matched", course.epochs, positive(scaled(matched)), matchedColour(colours), { hovertemplate: "%{y:.3~f}<extra>%{fullData.name}</extra>" }),
        ],
        layout: {
          xaxis: { title: { text: "epoch" } },
          yaxis: { title: { text: shown === "barrier of errors" ? "percentage points" : shown === "barrier of loss" ? "nats" : "overlap" }, ...(log ? {} : { rangemode: "tozero" }) },
        },
      };
    },
    table: () => ({
      columns: ["epoch", "verdict", "error_barrier_raw", "error_barrier_matched", "loss_barrier_raw", "loss_barrier_matched", "overlap_raw", "overlap_matched"],
      rows: course.epochs.map((epoch, i) => [epoch, course.verdicts[i]!, course.rawErrorBarrier[i]!, course.errorBarrier[i]!, course.rawLossBarrier[i]!, course.lossBarrier[i]!, course.rawOverlap[i]!, course.overlap[i]!]),
    }),
  });
  return made;
}
