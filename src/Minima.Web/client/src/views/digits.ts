// Digits that are read wrongly at the end, and what the runs say of them at the epoch that is shown.
import { choice, h, replace } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { whole } from "../kit/format";
import { bytes, drawSheet, inkShade } from "../kit/pixels";
import { onThemeChange } from "../kit/theme";
import type { RunDocument } from "../model";

interface Digit {
  index: number;
  truth: number;
  pixels: Uint8Array;
  /** By run: which of its digits it is; null where that run reads it rightly at its end. */
  at: (number | null)[];
}

const most = 60;

export function digits(runs: RunDocument[], epochs: Epochs): HTMLElement | null {
  const tested = runs.filter(run => run.test);
  if (tested.length === 0)
    return null;
  const all = gather(tested);
  const { width, height } = tested[0]!.test!.digits;
  type Filter = "all" | "shared" | `only-${number}`;
  const filters: { value: Filter; text: string }[] = tested.length === 1 ? [{ value: "all", text: "all" }] : [
    { value: "all", text: `all (${all.length})` },
    { value: "shared", text: `wrong in every run (${all.filter(digit => digit.at.every(at => at !== null)).length})` },
    ...tested.map((run, i) => ({ value: `only-${i}` as Filter, text: `wrong in ${run.name} alone (${all.filter(digit => only(digit, i)).length})` })),
  ];
  let filter: Filter = "all", shown = most;
  const grid = h("ul", { class: "digits" });
  const counts = h("p", { class: "counts", "aria-live": "off" });
  const more = h("button", { type: "button", onclick: () => { shown += most * 4; draw(); } }, "Show more");
  let said: { digit: Digit; text: HTMLElement; item: HTMLElement }[] = [];

  const draw = (): void => {
    const chosen = all.filter(digit => filter === "all" || (filter === "shared" ? digit.at.every(at => at !== null) : only(digit, Number(filter.slice(5)))));
    said = chosen.slice(0, shown).map(digit => {
      const canvas = h("canvas", { "aria-hidden": "true" });
      drawSheet(canvas, [digit.pixels], { width, height, columns: 1, gap: 0 }, inkShade());
      const text = h("span", { class: "says" });
      return { digit, text, item: h("li", {}, canvas, h("span", { class: "truth" }, h("span", { class: "hidden" }, `Test example ${digit.index}, `), `a ${digit.truth}`), text) };
    });
    replace(grid, ...said.map(one => one.item));
    more.hidden = chosen.length <= shown;
    update();
  };
  const update = (): void => {
    for (const { digit, text, item } of said) {
      const words = digit.at.map((at, i) => ({ name: tested[i]!.name, word: at === null ? null : says(tested[i]!, at, epochs) }));
      const read = words.filter(word => word.word !== null);
      replace(text, ...read.flatMap((one, i) => [i > 0 && " ", h("span", { class: one.word === digit.truth ? "right" : "wrong", title: `${one.name} says ${one.word}` },
        tested.length > 1 ? `${one.name} ` : "", h("b", {}, one.word))]));
      item.classList.toggle("good", read.every(one => one.word === digit.truth));
    }
    replace(counts, ...tested.map(run => {
      const test = run.test!, at = epochs.at(test.epochs);
      return h("span", {}, h("b", {}, run.name), ` at epoch ${test.epochs[at]}: `, h("b", {}, whole(test.errors[at]!)), ` of ${whole(test.examples)} wrong`);
    }));
  };
  epochs.onChange(update);
  onThemeChange(() => grid.isConnected && draw());
  draw();
  const left = tested.filter(run => run.test!.digits.index.length < run.test!.errors.at(-1)!);
  return h("div", {},
    h("p", {}, "Each picture is a digit of the test set that a run reads wrongly at its end; below it stand what it is, and what the run says of it at the epoch of the slider."),
    left.length > 0 && h("p", {}, `Of ${left.map(run => run.name).join(" and ")} only the digits stand here of which it is most certain.`),
    counts,
    filters.length > 1 && h("div", { class: "controls" }, choice("Which", filters, filter, value => { filter = value; shown = most; draw(); })),
    grid, more);
}

const only = (digit: Digit, run: number): boolean => digit.at.every((at, i) => (at !== null) === (i === run));

const says = (run: RunDocument, at: number, epochs: Epochs): number => run.test!.says[epochs.at(run.test!.epochs)]![at]!;

function gather(runs: RunDocument[]): Digit[] {
  const found = new Map<number, Digit>();
  runs.forEach((run, r) => {
    const digits = run.test!.digits, pixels = bytes(digits.pixels), size = digits.width * digits.height;
    digits.index.forEach((index, i) => {
      const digit = found.get(index) ?? { index, truth: digits.truth[i]!, pixels: pixels.subarray(i * size, (i + 1) * size), at: runs.map(() => null) };
      digit.at[r] = i;
      found.set(index, digit);
    });
  });
  return [...found.values()].sort((a, b) => a.index - b.index);
}
