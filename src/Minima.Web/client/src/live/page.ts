// A folder of runs, live.
import { append, h, replace } from "../kit/dom";
import { Epochs, epochBar } from "../kit/epochs";
import { FigureElement } from "../kit/figure";
import { paced } from "../kit/paced";
import type { LiveDocument, LiveEvents, RunDocument, RunSummary } from "../model";
import { sectionsOf } from "../report";
import { about } from "../views/about";
import { digits } from "../views/digits";
import { endFigure } from "../views/distances";
import { costFigure, errorsFigure, reconstructionFigure } from "../views/training";
import { units } from "../views/units";
import { api, listen } from "./api";
import { comparePanel } from "./compare";
import { drawPanel, newSketch } from "./draw";
import { KnownRuns } from "./known";
import { runList } from "./runs";
import { trainForm } from "./train";

const reloadPause = 2000, pixels = 28 * 28;
const isOn = (state: RunSummary["state"]): boolean => state === "training" || state === "waiting";

export function showLive(page: HTMLElement, live: LiveDocument): void {
  const runs = new KnownRuns(), sketch = newSketch();
  let shown: RunDocument | null = null, wanted: string | null = null, charts: FigureElement[] = [], epochs: Epochs | null = null, timer = 0, isStale = false, hasGap = false, asked = 0, showingTook = 0;
  const main = h("div", { class: "run" }), connection = h("p", { class: "connection", role: "status" }), problem = h("p", { class: "problem", role: "alert" });
  const list = runList(name => void choose(name)), compared = comparePanel();
  const bar = h("div", {});

  const drawList = paced(() => {
    list.show(runs.all, wanted);
    compared.runs(runs.all);
    drawActions();
  });
  const drawCharts = paced(() => charts.forEach(chart => chart.redraw()));

  const actions = h("div", { class: "actions controls" });
  const act = async (work: () => Promise<RunSummary>): Promise<void> => {
    replace(problem);
    try {
      runs.take(await work());
      drawList();
    } catch (error) {
      replace(problem, error instanceof Error ? error.message : String(error));
    }
  };
  let drawn = "";
  const drawActions = (): void => {
    const run = wanted === null ? undefined : runs.get(wanted);
    const now = run ? JSON.stringify([run.name, isOn(run.state), run.epochs, run.state === "complete"]) : "";
    if (now === drawn || !live.canTrain)
      return;
    drawn = now;
    if (!run) {
      replace(actions);
      return;
    }
    const next = h("input", { type: "number", min: run.epochs, value: run.state === "complete" ? run.epochs * 2 : run.epochs, required: true, "aria-label": "Go on to epoch" });
    replace(actions, isOn(run.state)
      ? h("button", { type: "button", class: "main-button", onclick: () => void act(() => api.stop({ run: run.name })) }, "Stop")
      : h("form", {
        class: "continue", onsubmit: (event: Event) => {
          event.preventDefault();
          void act(() => api.continue({ run: run.name, epochs: Number(next.value) }));
        },
      }, h("button", { type: "submit", class: "main-button" }, "Continue"), " to epoch ", next));
  };

  const choose = async (name: string): Promise<void> => {
    [wanted, epochs] = [name, null];
    history.replaceState(null, "", `#${encodeURIComponent(name)}`);
    drawList();
    replace(main, h("p", { class: "muted", role: "status" }, `Reading ${name} …`));
    await load(name);
  };

  const load = async (name: string): Promise<void> => {
    const known = runs.get(name), mine = ++asked;
    if (known?.snapshots.length === 0) {
      replace(main, h("h2", {}, name), actions, h("p", { class: "muted", role: "status" }, known.problem ?? "It has no snapshot yet; it is shown as soon as there is one."));
      return;
    }
    try {
      const run = await api.run(name);
      if (wanted !== name || mine !== asked)
        return;
      if (shown?.name === name && isTouched())
        later();
      else
        show(run);
    } catch (error) {
      if (wanted === name && mine === asked)
        replace(main, actions, h("p", { class: "problem", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  };

  const show = (run: RunDocument): void => {
    const again = shown?.name === run.name, top = scrollY, began = performance.now(), focused = document.activeElement;
    shown = run;
    isStale = hasGap = false;
    epochs = again && epochs ? epochs.with(run.snapshots) : new Epochs(run.snapshots);
    charts = [run.metrics.reconstruction ? reconstructionFigure([run], epochs) : errorsFigure([run], null, epochs), costFigure([run], epochs)];
    const reading = run.snapshots.length > 0 && parseInt(run.shape) === pixels && !run.metrics.reconstruction ? drawPanel(run.name, epochs, sketch) : null;
    replace(main, ...sectionsOf([
      { id: "training", title: run.name, content: [actions, run.remark ? h("p", { class: "muted" }, run.remark) : null, h("div", { class: "columns" }, ...charts)] },
      { id: "draw", title: "Draw a digit", content: [reading] },
      { id: "distances", title: "Distance to the end", content: run.snapshots.length > 1 ? [endFigure([run], epochs)] : [] },
      { id: "units", title: "Hidden units", content: [units([run], epochs)] },
      { id: "digits", title: "Digits read wrongly", content: [digits([run], epochs)] },
      { id: "about", title: "How it was made", content: [about([run], null, [], run.version)] },
    ]));
    replace(bar, run.snapshots.length > 1 && epochBar(epochs));
    if (again)
      scrollTo(0, top);
    if (focused instanceof HTMLElement && actions.contains(focused))
      focused.focus({ preventScroll: true });

    // To the frame after the one in which the figures are first drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => showingTook = performance.now() - began));

    // What has happened while this was measured.
    const now = runs.get(run.name);
    if (now && (now.snapshots.length !== run.snapshots.length || isOn(now.state) !== isOn(run.state)))
      later();
  };

  // Whether the run that is shown has gone on by more than what came of itself. One that has come to its end is tested: that is more than its snapshots.
  const isBehind = (name: string): boolean => {
    const now = runs.get(name);
    return !now || shown?.name !== name || hasGap || now.snapshots.length !== shown.snapshots.length || now.epoch > (shown.metrics.epoch.at(-1) ?? -1) + 1
      || isOn(now.state) !== isOn(shown.state);
  };

  // What is pressed, open or written in would be lost if its surroundings were made anew.
  const isTouched = (): boolean => sketch.isBeingDrawn || document.querySelector(".live :active, #epoch:active") !== null
    || !!document.activeElement?.closest(".run details[open], .run select, .run input[type=number]");

  // A new snapshot is shown as soon as nobody draws or has opened a table; metrics come by themselves meanwhile.
  const later = (): void => {
    isStale = true;
    timer ||= window.setTimeout(() => {
      timer = 0;
      if (!isStale || wanted === null || !isBehind(wanted))
        return;
      if (isTouched())
        later();
      else
        void load(wanted);
    }, Math.max(reloadPause, 4 * showingTook));
  };

  append(page, [
    h("header", { class: "top" }, h("p", { class: "mark" }, "Minima"), h("h1", {}, live.folder === "runs" ? "Runs" : `Runs in ${live.folder}`), connection),
    h("div", { class: "live" },
      h("aside", { "aria-label": "Runs" }, list.element,
        live.canTrain && h("details", { class: "new" }, h("summary", {}, "New run"), trainForm(live.data, run => {
          runs.take(run);
          void choose(run.name);
        })), problem),
      main),
    h("section", { id: "compare", "aria-labelledby": "compare-title" }, h("h2", { id: "compare-title" }, "Compare two snapshots"), compared.element),
    bar,
  ]);
  drawList();
  listen({
    run: run => {
      const before = runs.get(run.name);
      if (!runs.take(run))
        return;
      drawList();
      if (wanted === null && !before)
        pick();

      if (run.name === wanted && (shown?.name === run.name ? isBehind(run.name) : shown === null || before?.snapshots.length !== run.snapshots.length))
        later();
    },
    gone: gone => {
      const { name } = gone;
      if (!runs.drop(gone))
        return;
      if (name === wanted) {
        [wanted, shown] = [null, null];
        replace(main, h("p", { class: "muted", role: "status" }, `The run ${name} is gone.`));
        replace(bar);
      }
      drawList();
    },
    metrics: rows => addRows(rows),
    training: event => {
      list.training(event);
      if (event.remark)
        replace(problem, `${event.run}: ${event.remark}`);
    },
    work: event => compared.work(event),
  }, yes => replace(connection, yes ? "Live: what happens in the folder shows here." : "The connection is lost; trying again …"));

  // The run that the address names, or the first.
  const pick = (): void => {
    const named = decodeURIComponent(location.hash.slice(1));
    clearTimeout(picking);
    picking = window.setTimeout(() => {
      const first = runs.get(named) ?? runs.all[0];
      if (wanted === null && first)
        void choose(first.name);
    }, 50);
  };
  let picking = 0;

  const addRows = (rows: LiveEvents["metrics"]): void => {
    if (shown?.name !== rows.run)
      return;
    const metrics = shown.metrics, last = metrics.epoch.at(-1) ?? -1, first = rows.epoch.findIndex(epoch => epoch > last);
    if (first < 0)
      return;

    // Of very many rows the first are left out: the document has them.
    if (rows.epoch[first]! > last + 1) {
      hasGap = true;
      later();
    }
    for (let i = first; i < rows.epoch.length; i++) {
      metrics.epoch.push(rows.epoch[i]!);
      metrics.trainCost.push(rows.trainCost[i]!);
      metrics.validErrors.push(rows.validErrors[i]!);
      metrics.testErrors.push(rows.testErrors[i]!);
      metrics.reconstruction?.valid.push(rows.reconstruction?.valid[i] ?? null);
      metrics.reconstruction?.test.push(rows.reconstruction?.test[i] ?? null);
      metrics.seconds.push(rows.seconds[i]!);
    }
    drawCharts();
  };
}
