// A report: everything is in the page.
import { append, h } from "./kit/dom";
import { Epochs, epochBar } from "./kit/epochs";
import { tableElement } from "./kit/figure";
import type { PairDocument, ReportDocument, RunDocument } from "./model";
import { about } from "./views/about";
import { digits } from "./views/digits";
import { betweenFigure, courseFigure, endFigure } from "./views/distances";
import { barriers, pathFigure } from "./views/path";
import { planeFigures } from "./views/plane";
import { costFigure, errorsFigure } from "./views/training";
import { matchedUnits, units } from "./views/units";
import { verdict } from "./views/verdict";

export interface Section {
  id: string;
  title: string;
  content: (HTMLElement | null)[];
}

export function showReport(page: HTMLElement, report: ReportDocument): void {
  const epochs = new Epochs([...new Set(report.runs.flatMap(run => run.snapshots))].sort((a, b) => a - b));
  append(page, [
    h("header", { class: "top" }, h("p", { class: "mark" }, "Minima"), h("h1", {}, heading(report)), h("p", { class: "muted" }, subtitle(report))),
    report.remarks.length > 0 && h("ul", { class: "remarks" }, ...report.remarks.map(remark => h("li", {}, remark))),
    ...report.pairs.map((pair, i) => verdict(pair, pathFigure(pair, epochs, `path${suffix(i)}`))),
    ...sectionsOf(sections(report, epochs)),
    epochs.all.length > 1 && epochBar(epochs),
  ]);
}

/** Sections with a list of links before them. */
export function sectionsOf(sections: Section[]): HTMLElement[] {
  const filled = sections.map(section => ({ ...section, content: section.content.filter(one => one !== null) })).filter(section => section.content.length > 0);
  return [
    h("nav", { "aria-label": "Parts of this page" }, ...filled.map(section => h("a", { href: `#${section.id}` }, section.title))),
    ...filled.map(section => h("section", { id: section.id, "aria-labelledby": `${section.id}-title` }, h("h2", { id: `${section.id}-title` }, section.title), ...section.content)),
  ];
}

function sections(report: ReportDocument, epochs: Epochs): Section[] {
  const { runs, pairs } = report;
  const run = (name: string): RunDocument => runs.find(one => one.name === name)!;
  return [
    { id: "training", title: "Training", content: [h("div", { class: "columns" }, errorsFigure(runs, report.data, epochs), costFigure(runs, epochs))] },
    {
      id: "distances", title: "Distances", content: [h("div", { class: "columns" }, endFigure(runs, epochs),
        ...pairs.flatMap((pair, i) => [betweenFigure(pair, epochs, `distance-between${suffix(i)}`), courseFigure(pair, epochs, `course${suffix(i)}`)]),
        ...pairs.map(pair => pair.lines.length > 0 ? barrierTable(pair) : null))],
    },
    { id: "units", title: "Hidden units", content: [...pairs.map(pair => matchedUnits(pair, run(pair.a), run(pair.b))), units(runs, epochs)] },
    { id: "digits", title: "Digits read wrongly", content: [digits(runs, epochs)] },
    { id: "landscape", title: "Ways and landscape", content: planeFigures(report.planes, epochs) },
    { id: "about", title: "How it was made", content: [about(runs, report.data, report.commands, report.version)] },
  ];
}

const barrierTable = (pair: PairDocument): HTMLElement => h("div", { class: "barriers" }, h("h3", {}, `Barriers between ${pair.a} and ${pair.b}`),
  h("p", { class: "muted" }, "By how much the way rises above the straight mix of its two ends. All copies compute what the network computes."),
  h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Barriers" }, tableElement(`Barriers between ${pair.a} and ${pair.b}`, barriers(pair))));

const suffix = (index: number): string => index === 0 ? "" : `-${index + 1}`;

const heading = (report: ReportDocument): string => report.runs.length === 2 && report.title === `${report.runs[0]!.name} and ${report.runs[1]!.name}`
  ? "Two trainings, one minimum?" : report.title;

const subtitle = (report: ReportDocument): string => {
  const shapes = [...new Set(report.runs.map(run => run.shape))].join(" and ");
  return `${report.runs.map(run => run.name).join(", ")}: ${shapes}, trained on ${report.data.description.replace(/\.$/, "")}.`;
};
