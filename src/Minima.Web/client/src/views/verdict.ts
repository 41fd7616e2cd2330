// The verdict, in words first.
import { h } from "../kit/dom";
import { percent, short } from "../kit/format";
import type { Answer, PairDocument, RuleDocument } from "../model";

const words: Record<Answer, { sign: string; word: string }> = {
  yes: { sign: "✓", word: "Yes" },
  nearly: { sign: "≈", word: "Nearly" },
  no: { sign: "✗", word: "No" },
  open: { sign: "?", word: "Not shown" },
  none: { sign: "–", word: "No answer" },
};

export function verdict(pair: PairDocument, figure: HTMLElement | null): HTMLElement {
  const { sign, word } = words[pair.answer];
  // The headline repeats the answer for the ear; the eye has the sign.
  const rest = pair.headline.replace(/^(Yes|Nearly|No|Not shown): /, "");
  return h("section", { class: `verdict ${pair.answer}`, "aria-label": "Verdict" },
    h("div", { class: "answer" },
      h("p", { class: "question" }, "Did ", h("b", {}, pair.a), " and ", h("b", {}, pair.b), " find the same minimum?"),
      h("p", { class: "word" }, h("span", { class: "sign", "aria-hidden": "true" }, sign), word, "."),
      h("p", { class: "headline" }, rest.charAt(0).toUpperCase() + rest.slice(1)),
      ...pair.plain.map(text => h("p", {}, text))),
    figure,
    pair.certainty.length > 0 && h("div", { class: "sure" },
      h("h2", {}, "How sure is that?"),
      h("ul", {}, ...pair.certainty.map(point => h("li", {}, h("h3", {}, point.title), h("p", {}, point.text))))),
    h("details", { class: "rules" },
      h("summary", {}, "For experts: the verdict “", pair.verdict, "”, rule by rule"),
      h("p", {}, pair.sentence),
      pair.course && h("p", {}, pair.course.parting),
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rules of the verdict" }, rules(pair.rules)),
      alignment(pair)));
}

function rules(all: RuleDocument[]): HTMLElement {
  const value = (rule: RuleDocument, number: number | null): string => number === null ? "–" : rule.isShare ? percent(number) : short(number);
  const relation = { "at-most": "at most", "below": "below", "at-least": "at least" };
  return h("table", {},
    h("thead", {}, h("tr", {}, ...["verdict", "what is measured", "as they are", "matched", "threshold", "met"].map(text => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...all.map(rule => h("tr", {},
      h("td", {}, rule.verdict), h("td", { class: "text" }, rule.figure), h("td", {}, value(rule, rule.raw)), h("td", {}, value(rule, rule.aligned)),
      h("td", {}, rule.threshold === null ? "–" : `${relation[rule.relation]} ${value(rule, rule.threshold)}`),
      h("td", {}, rule.met === null ? "not asked" : rule.met ? "yes" : "no")))));
}

function alignment(pair: PairDocument): HTMLElement | null {
  const study = pair.alignment;
  if (!study)
    return null;
  return h("div", {},
    h("h3", {}, "How near they come"),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Distances after matching" }, h("table", {},
      h("thead", {}, h("tr", {}, ...["parameter", "as they are", "units exchanged", "matched", "without softmax's shift", "cosine", "cosine matched"].map(text => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...study.distances.map(row => h("tr", {},
        h("th", { scope: "row" }, row.name), ...[row.raw, row.permuted, row.aligned, row.shiftRemoved, row.cosineRaw, row.cosineAligned].map(number => h("td", {}, short(number)))))))),
    h("p", {}, `Overlap ${short(study.overlap)} matched, ${short(study.rawOverlap)} as they are (1: the same network, 0: nothing in common). Where no unit is shared, matching reaches `
      + `${short(study.nullMean)} ± ${short(study.nullDeviation)} (${study.nullDraws} draws). A random copy of ${pair.a}, which is the same function, lies ${short(study.control.raw)} away as it is and `
      + `${short(study.control.aligned)} matched.`),
    h("p", {}, `Linear CKA by layer: ${pair.layers.map(layer => `${layer.layer} ${short(layer.cka)}`).join(", ")}.`));
}
