// The list of the runs. What changes is changed in place: a button that is replaced under the pointer cannot be pressed.
import { h, replace } from "../kit/dom";
import { duration, whole } from "../kit/format";
import type { LiveEvents, RunSummary } from "../model";

const words: Record<RunSummary["state"], string> = {
  "complete": "complete", "stopped-early": "stopped early", "diverged": "diverged", "unfinished": "unfinished", "training": "training", "waiting": "waiting",
};

export interface RunList {
  element: HTMLElement;
  /** Shows runs in the order of their names, and which one is chosen. */
  show(runs: RunSummary[], chosen: string | null): void;
  /** Shows how far a training is within its epoch. */
  training(event: LiveEvents["training"]): void;
}

export function runList(choose: (name: string) => void): RunList {
  const element = h("ul", { class: "runs" }), rows = new Map<string, Row>(), empty = h("li", { class: "muted" }, "There is no run here yet.");
  return {
    element,
    show: (runs, chosen) => {
      for (const [name, row] of rows) {
        if (!runs.some(run => run.name === name)) {
          row.item.remove();
          rows.delete(name);
        }
      }
      empty.remove();
      if (runs.length === 0)
        element.append(empty);
      runs.forEach((run, i) => {
        let row = rows.get(run.name);
        if (!row)
          rows.set(run.name, row = newRow(run.name, choose));
        if (element.children[i] !== row.item)
          element.insertBefore(row.item, element.children[i] ?? null);
        update(row, run, run.name === chosen);
      });
    },
    training: event => {
      const row = rows.get(event.run);
      if (!row)
        return;
      row.bar.max = event.epochs;
      row.bar.value = event.epoch + event.fraction;
      write(row.time, event.secondsLeft === null ? "" : `${duration(event.secondsLeft)} left`);
    },
  };
}

interface Row { item: HTMLElement; button: HTMLElement; state: HTMLElement; text: HTMLElement; time: HTMLElement; bar: HTMLProgressElement }

function newRow(name: string, choose: (name: string) => void): Row {
  const state = h("span", { class: "state" }), text = h("span", { class: "muted" }), time = h("span", { class: "muted" });
  const bar = h("progress", { hidden: true });
  const button = h("button", { type: "button", onclick: () => choose(name) }, h("b", {}, name), state, text, bar, time);
  return { item: h("li", {}, button), button, state, text, time, bar };
}

function update(row: Row, run: RunSummary, isChosen: boolean): void {
  if (isChosen)
    row.button.setAttribute("aria-current", "true");
  else
    row.button.removeAttribute("aria-current");
  row.state.className = `state ${run.state}`;
  write(row.state, words[run.state]);
  write(row.text, run.problem ?? `${run.shape}, epoch ${run.epoch} of ${run.epochs}${result(run)}`);
  row.bar.hidden = row.time.hidden = run.state !== "training";
  row.bar.max = Math.max(1, run.epochs);
  row.bar.value = Math.max(run.epoch, row.bar.value < run.epoch + 1 ? row.bar.value : 0);
  row.bar.setAttribute("aria-label", `${run.name}: epoch ${run.epoch} of ${run.epochs}`);
}

const result = (run: RunSummary): string =>
  run.testCost !== null ? `, test cost ${run.testCost.toFixed(2)}` : run.testErrors !== null ? `, ${whole(run.testErrors)} test errors` : "";

const write = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text)
    replace(element, text);
};
