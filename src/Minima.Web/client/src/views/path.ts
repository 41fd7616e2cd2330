// The straight way between two networks, as they are and with their units matched.
import { select } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { figure, FigureElement, Table } from "../kit/figure";
import { short } from "../kit/format";
import type { LineDocument, PairDocument } from "../model";
import { line, matchedColour, rawColour } from "./colours";

const measures = ["errors, training set", "errors, test set", "loss, training set"] as const;
type Measure = (typeof measures)[number];

const asTheyAre = "as they are", matched = "units matched";

export function pathFigure(pair: PairDocument, epochs: Epochs | null, name: string): FigureElement | null {
  const raw = pair.lines[0], best = pair.lines[pair.best];
  if (!raw || !best)
    return null;
  let measure: Measure = "errors, training set";
  const values = (one: LineDocument): (number | null)[] => measure === "loss, training set" ? one.trainLoss
    : (measure === "errors, training set" ? one.trainError : one.testError).map(share => share === null ? null : 100 * share);
  const course = pair.course;

  // At another epoch than the last there are five points of each way.
  const earlier = (): { raw: (number | null)[]; best: (number | null)[]; epoch: number } | null => {
    if (!course || !epochs || epochs.at(course.epochs) === course.epochs.length - 1)
      return null;
    const at = epochs.at(course.epochs);
    const of = (lines: NonNullable<typeof course>["line"]): (number | null)[] => measure === "loss, training set" ? lines.trainLoss[at]!
      : (measure === "errors, training set" ? lines.trainError : lines.testError)[at]!.map(share => share === null ? null : 100 * share);
    return { raw: of(course.rawLine), best: of(course.line), epoch: course.epochs[at]! };
  };

  const made: FigureElement = figure({
    name, height: 300,
    title: `The way from ${pair.a} to ${pair.b}`,
    caption: "Mixes of the two networks, from the one to the other. A hill between them means: this is not one valley.",
    series: [{ name: matched, colour: matchedColour }, { name: asTheyAre, colour: rawColour, dash: true }],
    ...(epochs ? { epochs } : {}), moves: true, canLog: true,
    controls: [select("Show", measures, measure, value => { measure = value; made.redraw(); })],
    draw: (colours, log) => {
      const other = earlier();
      const t = other ? course!.t : raw.t, unit = measure === "loss, training set" ? "nats" : "%";
      const hover = `%{y:.3~f} ${unit}<extra>%{fullData.name}</extra>`;
      const marks = other ? { mode: "lines+markers" } : {};
      return {
        traces: [
          line(asTheyAre, t, other?.raw ?? values(raw), rawColour(colours), { line: { color: rawColour(colours), width: 2, dash: "6px 4px" }, hovertemplate: hover, ...marks }),
          line(matched, t, other?.best ?? values(best), matchedColour(colours), { line: { color: matchedColour(colours), width: 3 }, hovertemplate: hover, ...marks }),
        ],
        layout: {
          xaxis: {
            tickvals: [0, 0.25, 0.5, 0.75, 1], ticktext: [pair.a, "", "halfway", "", pair.b], range: [-0.03, 1.03], showgrid: false,
            title: { text: other ? `at epoch ${other.epoch}` : "" },
          },
          yaxis: { title: { text: unit === "%" ? `${measure.replace("errors", "wrong")}, %` : `${measure}, nats` }, ...(log ? {} : { rangemode: "tozero" }) },
        },
      };
    },
    table: (): Table => ({
      columns: ["t", ...pair.lines.flatMap(one => ["train_loss", "train_cost", "train_error", "test_loss", "test_error"].map(column => `${one.name}_${column}`))],
      rows: raw.t.map((t, i) => [t, ...pair.lines.flatMap(one => [one.trainLoss[i]!, one.trainCost[i]!, one.trainError[i]!, one.testLoss[i]!, one.testError[i]!])]),
    }),
  });
  return made;
}

/** What the barriers are, in a table. */
export const barriers = (pair: PairDocument): Table => ({
  columns: ["way", "loss, training set (nats)", "errors, training set (points)", "errors, test set (points)", "95 % interval"],
  rows: pair.lines.map(one => [
    one.meaning, short(one.barrier.trainLoss), short(100 * (one.barrier.trainError ?? NaN)), short(100 * (one.barrier.testError ?? NaN)),
    one.testErrorInterval ? `${short(100 * one.testErrorInterval.low)} to ${short(100 * one.testErrorInterval.high)}` : null,
  ]),
});
