// The epoch that all views show.
import { h } from "./dom";

export class Epochs {
  readonly #listeners = new Set<() => void>();
  #index: number;

  constructor(readonly all: readonly number[]) {
    this.#index = Math.max(0, all.length - 1);
  }

  /** The same place among others: the last stays the last. */
  with(all: readonly number[]): Epochs {
    const next = new Epochs(all);
    if (!this.isLast)
      next.#index = next.at.call(this, all);
    return next;
  }

  get value(): number {
    return this.all[this.#index] ?? 0;
  }

  get index(): number {
    return this.#index;
  }

  get isLast(): boolean {
    return this.#index >= this.all.length - 1;
  }

  move(index: number): void {
    const next = Math.min(Math.max(index, 0), this.all.length - 1);
    if (next === this.#index)
      return;
    this.#index = next;
    this.#listeners.forEach(listener => listener());
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Which of some ascending epochs is shown: the last one that is not later, or the first. */
  at(epochs: readonly number[]): number {
    let found = 0;
    epochs.forEach((epoch, i) => {
      if (epoch <= this.value)
        found = i;
    });
    return found;
  }
}

const stepTime = 140;

/** The bar at the foot of the page. */
export function epochBar(epochs: Epochs): HTMLElement {
  let timer = 0;
  const input = h("input", {
    type: "range", min: 0, max: epochs.all.length - 1, step: 1, value: epochs.index, id: "epoch", "aria-label": "Epoch that all views show",
    oninput: () => epochs.move(Number(input.value)),
  });
  const shown = h("output", { for: "epoch" });
  const play = h("button", { type: "button", class: "play", "aria-label": "Play the epochs", onclick: () => timer ? stop() : start() }, "▶");
  const update = (): void => {
    input.value = String(epochs.index);
    input.setAttribute("aria-valuetext", `epoch ${epochs.value}`);
    shown.textContent = `epoch ${epochs.value}`;
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶";
    play.setAttribute("aria-label", "Play the epochs");
  };
  const start = (): void => {
    if (epochs.isLast)
      epochs.move(0);
    timer = window.setInterval(() => epochs.isLast ? stop() : epochs.move(epochs.index + 1), stepTime);
    play.textContent = "⏸";
    play.setAttribute("aria-label", "Pause");
  };
  epochs.onChange(update);
  update();
  return h("div", { class: "epochs", role: "group", "aria-label": "Epoch" }, play, input, shown);
}
