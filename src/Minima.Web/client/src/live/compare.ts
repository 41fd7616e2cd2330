// Compare any two snapshots.
import { h, replace } from "../kit/dom";
import type { LiveEvents, RunSummary } from "../model";
import { pathFigure } from "../views/path";
import { verdict } from "../views/verdict";
import { api } from "./api";

export interface ComparePanel {
  element: HTMLElement;
  runs(all: RunSummary[]): void;
  work(event: LiveEvents["work"]): void;
}

export function comparePanel(): ComparePanel {
  let known: RunSummary[] = [], told = "", working: AbortController | null = null;
  const sides = ["A", "B"].map(side => ({
    run: h("select", { "aria-label": `Run of ${side}` }), epoch: h("select", { "aria-label": `Epoch of ${side}` }), isChosen: false,
  }));
  const fill = (): void => sides.forEach((side, i) => {
    const chosen = side.isChosen ? side.run.value : known[Math.min(i, known.length - 1)]?.name;
    replace(side.run, ...known.map(run => h("option", { value: run.name, selected: run.name === chosen }, run.name)));
    fillEpochs(side);
  });
  const fillEpochs = (side: (typeof sides)[number]): void => {
    const epochs = known.find(run => run.name === side.run.value)?.snapshots ?? [], before = side.epoch.value;
    const chosen = epochs.includes(Number(before)) && before !== "" ? Number(before) : epochs.at(-1);
    replace(side.epoch, ...epochs.map(epoch => h("option", { value: epoch, selected: epoch === chosen }, epoch)));
  };
  sides.forEach(side => side.run.addEventListener("change", () => {
    side.isChosen = true;
    fillEpochs(side);
  }));
  const bar = h("progress", { max: 1, hidden: true, "aria-label": "Comparison" });
  const status = h("p", { role: "status", class: "muted" });
  const result = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "main-button" }, "Compare");
  const named = (side: (typeof sides)[number]): string => `${side.run.value}@${side.epoch.value}`;
  const element = h("div", {},
    h("p", {}, "Did two snapshots find the same minimum? The units are matched, and the way between both is walked; on MNIST that takes a quarter of a minute or more."),
    h("form", {
      class: "compare",
      onsubmit: async (event: Event) => {
        event.preventDefault();
        if (working) {
          working.abort();
          return;
        }
        working = new AbortController();
        button.textContent = "Stop";
        bar.hidden = false;
        bar.removeAttribute("value");
        replace(status);
        try {
          const pair = await api.compare({ a: named(sides[0]!), b: named(sides[1]!) }, working.signal);
          replace(result, verdict(pair, pathFigure(pair, null, "path")));
        } catch (error) {
          replace(status, working.signal.aborted ? "Stopped." : error instanceof Error ? error.message : String(error));
        } finally {
          working = null;
          button.textContent = "Compare";
          bar.hidden = true;
        }
      },
    }, ...sides.flatMap((side, i) => [h("span", { class: "side" }, side.run, " at epoch ", side.epoch), i === 0 ? h("span", { class: "muted" }, "and") : null]), button),
    bar, status, result);
  return {
    element,
    runs: all => {
      // Lists that are filled anew would close under the pointer: only where there is something new.
      const now = JSON.stringify(all.map(run => [run.name, run.snapshots]));
      if (now === told)
        return;
      [known, told] = [all.filter(run => run.snapshots.length > 0), now];
      fill();
      button.disabled = known.length === 0;
    },
    work: event => {
      if (working && event.a === named(sides[0]!) && event.b === named(sides[1]!)) {
        bar.value = event.done;
        replace(status, event.text);
      }
    },
  };
}
