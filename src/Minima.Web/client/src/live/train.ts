// Start a run.
import { h, replace } from "../kit/dom";
import type { RunSummary, TrainRequest } from "../model";
import { api } from "./api";

export function trainForm(data: string[], begun: (run: RunSummary) => void): HTMLElement {
  const problem = h("p", { role: "alert", class: "problem" });
  const number = (name: string, value: number, label: string, step: string = "1", min = "0") =>
    h("label", {}, label, h("input", { name, type: "number", value, step, min, required: true }));
  const form = h("form", {
    class: "train",
    onsubmit: async (event: Event) => {
      event.preventDefault();
      replace(problem);
      const fields = new FormData(form), text = (name: string): string => String(fields.get(name) ?? "").trim(), value = (name: string): number => Number(text(name));
      const hidden = text("hidden").split(/[\s,]+/).filter(Boolean).map(Number);
      const request: TrainRequest = {
        name: text("name"), data: text("data"), epochs: value("epochs"), saveEvery: value("saveEvery"), hidden, activation: text("activation") as TrainRequest["activation"],
        outputInit: text("outputInit") as TrainRequest["outputInit"], hiddenSeed: value("hiddenSeed"), outputSeed: value("outputSeed"), learningRate: value("learningRate"),
        batchSize: value("batchSize"), l2: value("l2"),
      };
      try {
        begun(await api.train(request));
      } catch (error) {
        replace(problem, error instanceof Error ? error.message : String(error));
      }
    },
  },
  h("label", {}, "Name", h("input", { name: "name", value: "try", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]*", title: "Letters, digits, dots, dashes", autocomplete: "off" })),
  h("label", {}, "Data", h("select", { name: "data" }, ...data.map(one => h("option", { value: one }, one)))),
  number("epochs", 50, "Epochs", "1", "1"), number("saveEvery", 1, "A snapshot every"),
  h("label", {}, "Hidden units", h("input", { name: "hidden", value: "500", pattern: "\\s*\\d+(\\s*,\\s*\\d+)*\\s*", title: "Such as 500, or 300,100", required: true })),
  h("label", {}, "Units", h("select", { name: "activation" }, ...["tanh", "sigmoid", "relu"].map(one => h("option", { value: one }, one)))),
  h("label", {}, "Output layer's start", h("select", { name: "outputInit" }, ...["zero", "random"].map(one => h("option", { value: one }, one)))),
  number("hiddenSeed", 1234, "Hidden seed"), number("outputSeed", 7, "Output seed"), number("learningRate", 0.01, "Learning rate", "any"), number("batchSize", 20, "Batch size", "1", "1"),
  number("l2", 0.0001, "l2", "any"),
  h("button", { type: "submit", class: "main-button" }, "Start"), problem);
  return form;
}
