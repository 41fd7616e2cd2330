// Hidden units as pictures of the weights that lead into them.
import { h } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { short } from "../kit/format";
import { drawSheet, picture, signedBytes, weightShade } from "../kit/pixels";
import type { PairDocument, RunDocument, UnitsDocument } from "../model";

const shownPairs = 16;

/** The sixteen units along the epochs, and all at the end. */
export function units(runs: RunDocument[], epochs: Epochs): HTMLElement | null {
  const drawn = runs.filter(run => run.units);
  if (drawn.length === 0)
    return null;
  return h("div", {},
    h("p", {}, "Each picture is a hidden unit: the weights that lead into it from the pixels, blue where ink excites it and orange where ink calms it. These are the sixteen with the strongest say "
      + "at the end, at the epoch of the slider."),
    h("div", { class: "columns" }, ...drawn.map(run => along(run, run.units!, epochs))),
    ...drawn.map(run => allUnits(run, run.units!)));
}

function along(run: RunDocument, found: UnitsDocument, epochs: Epochs): HTMLElement {
  const size = found.width * found.height;
  const frames = found.along.frames.map(frame => signedBytes(frame.pixels));
  const shown = h("figcaption", {});
  const canvas = picture(`Sixteen hidden units of ${run.name}`, "sheet", to => {
    const at = epochs.at(found.along.frames.map(frame => frame.epoch));
    drawSheet(to, found.along.units.map((_, i) => frames[at]!.subarray(i * size, (i + 1) * size)), { width: found.width, height: found.height, columns: 8, gap: 2 }, weightShade());
    shown.replaceChildren(h("b", {}, run.name), ` at epoch ${found.along.frames[at]!.epoch}`);
  });
  epochs.onChange(() => {
    const at = epochs.at(found.along.frames.map(frame => frame.epoch));
    drawSheet(canvas, found.along.units.map((_, i) => frames[at]!.subarray(i * size, (i + 1) * size)), { width: found.width, height: found.height, columns: 8, gap: 2 }, weightShade());
    shown.replaceChildren(h("b", {}, run.name), ` at epoch ${found.along.frames[at]!.epoch}`);
  });
  return h("figure", { class: "unit-sheet" }, shown, canvas);
}

function allUnits(run: RunDocument, found: UnitsDocument): HTMLElement {
  const size = found.width * found.height, holder = h("div", {});
  const details = h("details", {
    ontoggle: () => {
      if (!details.open || holder.childElementCount > 0)
        return;
      const pixels = signedBytes(found.last.pixels);
      holder.append(picture(`All hidden units of ${run.name} at epoch ${found.last.epoch}`, "sheet all", to =>
        drawSheet(to, found.last.units.map((_, i) => pixels.subarray(i * size, (i + 1) * size)), { width: found.width, height: found.height, columns: 25, gap: 2 }, weightShade())));
    },
  }, h("summary", {}, found.last.units.length === found.count
    ? `All ${found.count} hidden units of ${run.name} at epoch ${found.last.epoch}`
    : `The ${found.last.units.length} of ${found.count} hidden units of ${run.name} with the strongest say, at epoch ${found.last.epoch}`), holder);
  return details;
}

/** Units of A beside the units of B that they are matched with: that the pictures are alike can be seen. */
export function matchedUnits(pair: PairDocument, a: RunDocument, b: RunDocument): HTMLElement | null {
  const matching = pair.alignment?.matching, first = a.units, second = b.units;
  if (!matching || !first || !second || first.layer !== matching.layer || first.width * first.height !== second.width * second.height)
    return null;
  const size = first.width * first.height;
  const ofA = signedBytes(first.last.pixels), ofB = signedBytes(second.last.pixels);
  const whereInB = new Map(second.last.units.map((unit, i) => [unit, i]));
  const pairs = first.last.units
    .map((unit, i) => ({ unit, i, partner: matching.unit[unit]!, sign: matching.sign[unit]!, cosine: matching.cosine[unit]!, weight: first.last.outgoing[i]! }))
    .filter(one => whereInB.has(one.partner))
    .sort((x, y) => y.weight - x.weight).slice(0, shownPairs);
  const sheet = { width: first.width, height: first.height, columns: 1, gap: 0 };
  return h("figure", { class: "matched" },
    h("figcaption", {}, h("h3", {}, `The same units, found twice?`),
      h("p", {}, `Above, the sixteen units of ${pair.a} with the strongest say; below each, the unit of ${pair.b} that it is matched with`
        + `${matching.sign.some(sign => sign < 0) ? ", turned into its negative where that fits better" : ""}. The number is how alike they are with all their weights: 1 is the same, 0 is nothing in common.`)),
    h("ol", { class: "unit-pairs" }, ...pairs.map(one => h("li", {},
      picture(`Unit ${one.unit} of ${pair.a}`, "", to => drawSheet(to, [ofA.subarray(one.i * size, (one.i + 1) * size)], sheet, weightShade())),
      picture(`Unit ${one.partner} of ${pair.b}${one.sign < 0 ? ", turned" : ""}`, "", to => {
        const at = whereInB.get(one.partner)! * size;
        drawSheet(to, [ofB.subarray(at, at + size).map(value => one.sign < 0 ? Math.max(-127, -value) : value)], sheet, weightShade());
      }),
      h("span", { title: `unit ${one.unit} of ${pair.a} and unit ${one.partner} of ${pair.b}` }, short(Number(one.cosine.toFixed(2))))))));
}
