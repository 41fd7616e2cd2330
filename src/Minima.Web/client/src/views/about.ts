// How the runs and the page were made.
import { h } from "../kit/dom";
import { whole } from "../kit/format";
import type { DataDocument, RunDocument } from "../model";

export function about(runs: RunDocument[], data: DataDocument | null, commands: string[], version: string): HTMLElement {
  const names = [...new Set(runs.flatMap(run => run.configuration.map(one => one.name)))];
  const value = (run: RunDocument, name: string): string => run.configuration.find(one => one.name === name)?.value ?? "–";
  return h("div", {},
    h("div", { class: "scroll whole", tabindex: 0, role: "region", "aria-label": "Configuration" }, h("table", { class: "configuration" },
      h("caption", {}, runs.length > 1 ? "Configuration; where the runs differ is set in bold" : "Configuration"),
      h("thead", {}, h("tr", {}, h("td", {}), ...runs.map(run => h("th", { scope: "col", class: "text" }, run.name)))),
      h("tbody", {},
        ...names.map(name => {
          const values = runs.map(run => value(run, name));
          return h("tr", { class: new Set(values).size > 1 ? "differs" : null }, h("th", { scope: "row" }, name), ...values.map(text => h("td", { class: "text" }, text)));
        }),
        row("state", runs.map(run => run.state)),
        runs.some(run => run.metrics.reconstruction)
          ? row("test cost at the end, nats", runs.map(run => run.metrics.reconstruction?.test.at(-1)?.toFixed(4) ?? "–"))
          : row("test errors at the end", runs.map(run => whole(run.metrics.testErrors.at(-1) ?? NaN))),
        row("seconds of training", runs.map(run => whole(run.metrics.seconds.reduce((sum: number, one) => sum + (one ?? 0), 0)))),
        row("identity (SHA-256)", runs.map(run => run.identity), true),
        row("data fingerprint (SHA-256)", runs.map(run => run.dataFingerprint), true),
        row("trained by version", runs.map(run => run.version))))),
    data && h("p", {}, `Measured on ${data.description}.`),
    h("h3", {}, "The same again"),
    h("p", {}, `Runs are the same, byte for byte, wherever and however often they are trained. ${commands.length > 0 ? "These commands make them, and this page with its parts" : "This command makes it"}:`),
    h("pre", { tabindex: 0 }, h("code", {}, [...runs.map(run => run.command), ...commands].join("\n"))),
    h("p", { class: "muted" }, `Minima ${version}.${commands.length > 0 ? " This page asks the network for nothing." : ""}`));
}

const row = (name: string, values: string[], code = false): HTMLElement =>
  h("tr", {}, h("th", { scope: "row" }, name), ...values.map(value => h("td", { class: "text" }, code ? h("code", {}, value) : value)));
