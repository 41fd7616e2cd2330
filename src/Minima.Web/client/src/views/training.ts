// Errors and costs by epoch.
import { choice } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { figure, FigureElement } from "../kit/figure";
import type { RunDocument } from "../model";
import { line, runColour } from "./colours";

export type Counts = { valid: number; test: number } | null;

export function errorsFigure(runs: RunDocument[], counts: Counts, epochs: Epochs | null): FigureElement {
  let set: "test" | "valid" = "test";
  const share = (errors: number | null): number | null => errors === null ? null : counts ? 100 * errors / counts[set] : errors;
  const made: FigureElement = figure({
    name: "errors", title: "Errors by epoch", caption: "How much of the test or validation set each run reads wrongly after each epoch.",
    series: runs.map((run, i) => ({ name: run.name, colour: runColour(i) })), ...(epochs ? { epochs } : {}), canLog: true, log: true,
    controls: [choice("Set", [{ value: "test", text: "test" }, { value: "valid", text: "validation" }] as const, set, value => { set = value; made.redraw(); })],
    draw: (colours, log) => ({
      traces: runs.map((run, i) => line(run.name, run.metrics.epoch, (set === "test" ? run.metrics.testErrors : run.metrics.validErrors).map(share), runColour(i)(colours), {
        customdata: set === "test" ? run.metrics.testErrors : run.metrics.validErrors,
        hovertemplate: counts ? "%{y:.2f} % (%{customdata})<extra>%{fullData.name}</extra>" : "%{y}<extra>%{fullData.name}</extra>",
      })),
      layout: { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: counts ? "wrong, %" : "errors" }, ...(log ? {} : { rangemode: "tozero" }) } },
    }),
    table: () => rows(runs),
  });
  return made;
}

export const reconstructionFigure = (runs: RunDocument[], epochs: Epochs | null): FigureElement => {
  let set: "test" | "valid" = "test";
  const made: FigureElement = figure({
    name: "reconstruction", title: "Cost of reconstruction by epoch",
    caption: "How far what uncorrupted examples are given back as is from them: cross-entropy, summed over the inputs, mean over the examples of the set.",
    series: runs.map((run, i) => ({ name: run.name, colour: runColour(i) })), ...(epochs ? { epochs } : {}), canLog: true, log: true,
    controls: [choice("Set", [{ value: "test", text: "test" }, { value: "valid", text: "validation" }] as const, set, value => { set = value; made.redraw(); })],
    draw: (colours, log) => ({
      traces: runs.map((run, i) => line(run.name, run.metrics.epoch, run.metrics.reconstruction?.[set] ?? [], runColour(i)(colours), { hovertemplate: "%{y:.4f} nats<extra>%{fullData.name}</extra>" })),
      layout: { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "nats" }, ...(log ? {} : { rangemode: "tozero" }) } },
    }),
    table: () => ({
      columns: ["run", "epoch", "train_cost", "valid_cost", "test_cost", "seconds"],
      rows: runs.flatMap(run => run.metrics.epoch.map((epoch, i): (string | number | null)[] =>
        [run.name, epoch, run.metrics.trainCost[i]!, run.metrics.reconstruction?.valid[i] ?? null, run.metrics.reconstruction?.test[i] ?? null, run.metrics.seconds[i]!])),
    }),
  });
  return made;
};

export const costFigure = (runs: RunDocument[], epochs: Epochs | null): FigureElement => figure({
  name: "cost", title: "Training cost by epoch", caption: "What the training makes small: the loss with the penalties, as the mean over each epoch's batches.",
  series: runs.map((run, i) => ({ name: run.name, colour: runColour(i) })), ...(epochs ? { epochs } : {}), canLog: true, log: true,
  draw: (colours, log) => ({
    traces: runs.map((run, i) => line(run.name, run.metrics.epoch, run.metrics.trainCost, runColour(i)(colours), { hovertemplate: "%{y:.4f} nats<extra>%{fullData.name}</extra>" })),
    layout: { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "nats" }, ...(log ? {} : { rangemode: "tozero" }) } },
  }),
  table: () => rows(runs),
});

const rows = (runs: RunDocument[]) => ({
  columns: ["run", "epoch", "train_cost", "valid_errors", "test_errors", "seconds"],
  rows: runs.flatMap(run => run.metrics.epoch.map((epoch, i): (string | number | null)[] =>
    [run.name, epoch, run.metrics.trainCost[i]!, run.metrics.validErrors[i]!, run.metrics.testErrors[i]!, run.metrics.seconds[i]!])),
});
