// Draw a digit, or give a picture of one, and see what every snapshot of a run says.
import { h, replace } from "../kit/dom";
import type { Epochs } from "../kit/epochs";
import { figure } from "../kit/figure";
import { percent } from "../kit/format";
import { bytes, drawSheet, inkShade } from "../kit/pixels";
import { onThemeChange, theme } from "../kit/theme";
import type { ReadingAnswer } from "../model";
import { runColour } from "../views/colours";
import { api } from "./api";
import { paint, Stroke, toDrawing } from "./strokes";

const side = 280, wide = 20, most = 32 << 20, pause = 120;

/** What is to be read; it stays when the page shows another run, or the same with more snapshots. */
export interface Sketch { strokes: Stroke[]; picture: Blob | null; isBeingDrawn: boolean }

export const newSketch = (): Sketch => ({ strokes: [], picture: null, isBeingDrawn: false });

const size = { width: 28, height: 28 };

export function drawPanel(run: string, epochs: Epochs, sketch: Sketch): HTMLElement {
  let stroke: Stroke | null = null, answer: ReadingAnswer | null = null, asking = false, again = false;
  const canvas = h("canvas", { class: "pad", width: side, height: side, tabindex: 0, role: "img", "aria-label": "Draw a digit here with mouse, pen or finger; or choose a picture below" });
  const seen = h("canvas", { class: "seen", role: "img", "aria-label": "What the network sees", width: size.width, height: size.height });
  const said = h("p", { class: "said", role: "status" });
  const note = h("p", { class: "muted" });

  const show = (): void => {
    const context = canvas.getContext("2d")!;
    context.fillStyle = theme().back;
    context.fillRect(0, 0, side, side);
    paint(context, sketch.strokes, side, wide, theme().ink);
    drawSheet(seen, [answer ? bytes(answer.pixels) : new Uint8Array(size.width * size.height)], { ...size, columns: 1, gap: 0 }, inkShade());
  };
  const tell = (): void => {
    if (!answer) {
      replace(said, h("span", { class: "muted" }, "Draw a digit."));
      return;
    }
    const at = epochs.at(answer.epochs), all = answer.probabilities[at]!.map(p => p ?? 0), best = all.indexOf(Math.max(...all));
    replace(said, `At epoch ${answer.epochs[at]}: `, h("b", {}, best), ` (${percent(all[best]!, 0)})`);
  };
  const receive = (given: ReadingAnswer): void => {
    answer = given;
    replace(note, given.remark ?? "");
    show();
    tell();
    course.redraw();
    now.redraw();
  };
  const refuse = (error: unknown): void => replace(note, error instanceof Error ? error.message : String(error));
  const read = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        if (sketch.strokes.length > 0)
          receive(await api.digit(run, toDrawing(sketch.strokes, side, wide)));
        else if (sketch.picture)
          receive(await api.picture(run, sketch.picture));
        await new Promise(done => setTimeout(done, pause));
      } while (again);
    } catch (error) {
      refuse(error);
    } finally {
      asking = false;
    }
  };
  const clear = (): void => {
    [sketch.strokes, sketch.picture, answer] = [[], null, null];
    replace(note);
    show();
    tell();
    course.redraw();
    now.redraw();
  };
  const place = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    stroke = [place(event)];
    sketch.strokes.push(stroke);
    [sketch.picture, sketch.isBeingDrawn] = [null, true];
    show();
    void read();
  });
  canvas.addEventListener("pointermove", event => {
    if (!stroke)
      return;
    stroke.push(place(event));
    show();
    void read();
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => { [stroke, sketch.isBeingDrawn] = [null, false]; });

  const file = h("input", {
    type: "file", accept: ".png,.pgm,image/png,image/x-portable-graymap", class: "hidden", id: "picture",
    onchange: async () => {
      const chosen = file.files?.[0];
      file.value = "";
      if (!chosen)
        return;
      if (chosen.size > most) {
        refuse(new Error(`The picture has ${(chosen.size / 2 ** 20).toFixed(1)} MiB; at most ${most / 2 ** 20} are read.`));
        return;
      }
      [sketch.strokes, sketch.picture] = [[], chosen];
      show();
      await read();
    },
  });

  const classes = (): number[] => Array.from({ length: answer?.probabilities[0]?.length ?? 10 }, (_, k) => k);
  const course = figure({
    name: "reading", height: 260, title: "What every snapshot says", caption: "The probability of each digit, epoch by epoch: the stronger the colour, the surer.", epochs,
    draw: colours => ({
      traces: answer ? [{
        type: "heatmap", x: answer.epochs, y: classes(), z: classes().map(k => answer!.probabilities.map(row => row[k])), zmin: 0, zmax: 1, showscale: false, ygap: 1,
        colorscale: [[0, colours.dark ? "#20252C" : "#F4F6F8"], [1, colours.series[0]!]], hovertemplate: "epoch %{x}: %{y} with %{z:.1%}<extra></extra>",
      }] : [],
      layout: { hovermode: "closest", xaxis: { title: { text: "epoch" }, range: [Math.min(...epochs.all), Math.max(...epochs.all)], showgrid: false }, yaxis: { dtick: 1, range: [-0.5, 9.5], showgrid: false, title: { text: "digit" } } },
    }),
    table: () => ({ columns: ["epoch", ...classes().map(k => `p_${k}`)], rows: answer ? answer.epochs.map((epoch, i) => [epoch, ...answer!.probabilities[i]!]) : [] }),
  });
  const now = figure({
    name: "reading-now", height: 200, title: "At the epoch of the slider", caption: "", epochs, moves: true,
    draw: colours => {
      const at = answer ? epochs.at(answer.epochs) : 0;
      return {
        traces: answer ? [{ type: "bar", x: classes(), y: answer.probabilities[at], marker: { color: runColour(0)(colours) }, hovertemplate: "%{x}: %{y:.2%}<extra></extra>" }] : [],
        layout: { hovermode: "closest", xaxis: { dtick: 1, range: [-0.6, 9.6], showgrid: false }, yaxis: { range: [0, 1], tickformat: ".0%" } },
      };
    },
    table: () => ({ columns: ["digit", "probability"], rows: answer ? classes().map(k => [k, answer!.probabilities[epochs.at(answer!.epochs)]![k]!]) : [] }),
  });
  epochs.onChange(tell);
  onThemeChange(show);
  show();
  tell();
  void read();
  return h("div", { class: "draw" },
    h("div", { class: "drawing" },
      canvas,
      h("div", { class: "controls" },
        h("button", { type: "button", class: "plain-button", onclick: clear }, "Clear"),
        file, h("label", { for: "picture", class: "plain-button" }, "Upload a picture")),
      h("div", { class: "as-seen" }, seen, h("span", { class: "muted" }, "what the network sees")),
      said, note),
    h("div", { class: "readings" }, course, now));
}
