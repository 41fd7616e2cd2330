// A folder of runs, live.
import { append, h, replace } from "../kit/dom";
import { Epochs, epochBar } from "../kit/epochs";
import { FigureElement } from "../kit/figure";
import { whole } from "../kit/format";
import type { LiveDocument, LiveEvents, RunDocument, RunSummary } from "../model";
import { sectionsOf } from "../report";
import { about } from "../views/about";
import { digits } from "../views/digits";
import { endFigure } from "../views/distances";
import { costFigure, errorsFigure } from "../views/training";
import { units } from "../views/units";
import { api, listen } from "./api";
import { comparePanel } from "./compare";
import { drawPanel } from "./draw";
import { trainForm } from "./train";

const reloadPause = 3000;
const words: Record<RunSummary["state"], string> = {
  "complete": "complete", "stopped-early": "stopped early", "diverged": "diverged", "unfinished": "unfinished", "training": "training", "waiting": "waiting",
};

export function showLive(page: HTMLElement, live: LiveDocument): void {
  const runs = new Map<string, RunSummary>();
  let shown: RunDocument | null = null, wanted: string | null = null, charts: FigureElement[] = [], drawnSnapshots = 0, timer = 0;
  const list = h("ul", { class: "runs" }), main = h("div", { class: "run" }), connection = h("p", { class: "connection", role: "status" }), problem = h("p", { class: "problem", role: "alert" });
  const compared = comparePanel();
  const bar = h("div", {});

  const drawList = (): void => {
    const all = [...runs.values()].sort((a, b) => a.name.localeCompare(b.name));
    replace(list, ...all.map(run => h("li", {}, h("button", { type: "button", "aria-current": run.name === wanted ? "true" : null, onclick: () => void choose(run.name) },
      h("b", {}, run.name), h("span", { class: `state ${run.state}` }, words[run.state]),
      h("span", { class: "muted" }, run.problem ?? `${run.shape}, epoch ${run.epoch} of ${run.epochs}${run.testErrors === null ? "" : `, ${whole(run.testErrors)} test errors`}`),
      run.state === "training" && h("progress", { max: run.epochs, value: run.epoch, "aria-label": `${run.name}: epoch ${run.epoch} of ${run.epochs}` })))));
    if (all.length === 0)
      replace(list, h("li", { class: "muted" }, "There is no run here yet."));
    compared.runs(all);
    drawActions();
  };

  const actions = h("div", { class: "actions controls" });
  const act = async (work: () => Promise<RunSummary>): Promise<void> => {
    replace(problem);
    try {
      const run = await work();
      runs.set(run.name, run);
      drawList();
    } catch (error) {
      replace(problem, error instanceof Error ? error.message : String(error));
    }
  };
  const drawActions = (): void => {
    const run = wanted === null ? undefined : runs.get(wanted);
    const isOn = run?.state === "training" || run?.state === "waiting";
    const next = h("input", { type: "number", min: 1, value: run ? (run.state === "complete" ? run.epochs * 2 : run.epochs) : 1, "aria-label": "Go on to epoch" });
    if (!run || !live.canTrain || actions.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement)
      return;
    replace(actions, isOn
      ? h("button", { type: "button", class: "main-button", onclick: () => void act(() => api.stop({ run: run.name })) }, "Stop")
      : h("form", {
        class: "continue", onsubmit: (event: Event) => {
          event.preventDefault();
          void act(() => api.continue({ run: run.name, epochs: Number(next.value) }));
        },
      }, h("button", { type: "submit", class: "main-button" }, "Continue"), " to epoch ", next));
  };

  const choose = async (name: string): Promise<void> => {
    wanted = name;
    history.replaceState(null, "", `#${encodeURIComponent(name)}`);
    drawList();
    replace(main, h("p", { class: "muted", role: "status" }, `Reading ${name} …`));
    await load(name);
  };

  const load = async (name: string): Promise<void> => {
    try {
      const run = await api.run(name);
      if (wanted === name)
        show(run);
    } catch (error) {
      if (wanted === name)
        replace(main, h("p", { class: "problem", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  };

  const show = (run: RunDocument): void => {
    const again = shown?.name === run.name, top = scrollY;
    shown = run;
    drawnSnapshots = run.snapshots.length;
    const epochs = new Epochs(run.snapshots);
    charts = [errorsFigure([run], null, epochs), costFigure([run], epochs)];
    const size = run.test?.digits ?? run.units ?? { width: 28, height: 28 };
    const reading = run.snapshots.length > 0 ? drawPanel(run.name, { width: size.width, height: size.height }, epochs) : null;
    replace(main, ...sectionsOf([
      { id: "training", title: run.name, content: [actions, h("div", { class: "columns" }, ...charts)] },
      { id: "draw", title: "Draw a digit", content: [reading] },
      { id: "distances", title: "Distance to the end", content: run.snapshots.length > 1 ? [endFigure([run], epochs)] : [] },
      { id: "units", title: "Hidden units", content: [units([run], epochs)] },
      { id: "digits", title: "Digits read wrongly", content: [digits([run], epochs)] },
      { id: "about", title: "How it was made", content: [about([run], null, [], run.version)] },
    ]));
    replace(bar, run.snapshots.length > 1 && epochBar(epochs));
    drawActions();
    if (again)
      scrollTo(0, top);
  };

  // A new snapshot is shown as soon as nobody draws; metrics come by themselves meanwhile.
  const later = (name: string): void => {
    if (timer || name !== wanted)
      return;
    timer = window.setTimeout(() => {
      timer = 0;
      const run = runs.get(name);
      if (name === wanted && run && (!shown || run.snapshots.length > drawnSnapshots) && !document.activeElement?.closest(".draw, .compare, details[open]"))
        void load(name);
    }, reloadPause);
  };

  append(page, [
    h("header", { class: "top" }, h("p", { class: "mark" }, "Minima"), h("h1", {}, live.folder === "runs" ? "Runs" : `Runs in ${live.folder}`), connection),
    h("div", { class: "live" },
      h("aside", { "aria-label": "Runs" }, list,
        live.canTrain && h("details", { class: "new" }, h("summary", {}, "New run"), trainForm(live.data, run => {
          runs.set(run.name, run);
          void choose(run.name);
        })), problem),
      main),
    h("section", { id: "compare", "aria-labelledby": "compare-title" }, h("h2", { id: "compare-title" }, "Compare two snapshots"), compared.element),
    bar,
  ]);
  drawList();
  listen({
    run: run => {
      const isNew = !runs.has(run.name);
      runs.set(run.name, run);
      drawList();
      if (wanted === null && isNew)
        pick();
      later(run.name);
    },
    gone: ({ name }) => {
      runs.delete(name);
      drawList();
    },
    metrics: row => addRow(row),
    work: event => compared.work(event),
  }, yes => replace(connection, yes ? "Live: what happens in the folder shows here." : "The connection is lost; trying again …"));

  // The run that the address names, or the first.
  const pick = (): void => {
    const named = decodeURIComponent(location.hash.slice(1));
    const first = runs.has(named) ? named : [...runs.keys()].sort()[0];
    clearTimeout(picking);
    picking = window.setTimeout(() => wanted === null && first !== undefined && void choose(runs.has(named) ? named : [...runs.keys()].sort()[0]!), 50);
  };
  let picking = 0;

  const addRow = (row: LiveEvents["metrics"]): void => {
    const run = runs.get(row.run);
    if (run) {
      runs.set(row.run, { ...run, epoch: row.epoch, testErrors: row.testErrors, validErrors: row.validErrors });
      drawList();
    }
    if (shown?.name !== row.run || (shown.metrics.epoch.at(-1) ?? -1) >= row.epoch)
      return;
    const metrics = shown.metrics;
    metrics.epoch.push(row.epoch);
    metrics.trainCost.push(row.trainCost);
    metrics.validErrors.push(row.validErrors);
    metrics.testErrors.push(row.testErrors);
    metrics.seconds.push(row.seconds);
    charts.forEach(chart => chart.redraw());
  };
}
