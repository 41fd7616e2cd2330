// A figure: title, what is shown and hidden, the plot, and what can be saved. A table says the same to those who do not see it.
import { h, nextId, replace, save } from "./dom";
import { csv } from "./format";
import { Layout, Plotly, Trace } from "./plotly";
import { isPrinting, onThemeChange, Theme, theme } from "./theme";
import { Epochs } from "./epochs";

export interface Table {
  columns: string[];
  rows: (string | number | null)[][];
}

export interface Drawing {
  traces: Trace[];
  layout?: Layout;
}

export interface FigureOptions {
  /** Names its files. */
  name: string;
  title: string;
  /** What it shows, in a sentence or two. */
  caption: string;
  height?: number;
  /** Names that can be hidden: each trace's `legendgroup` is one of them, or it has none. */
  series?: { name: string; colour: (theme: Theme) => string; dash?: boolean }[];
  /** Whether the vertical axis can be logarithmic, and is at first. */
  log?: boolean;
  canLog?: boolean;
  /** The epochs' line is drawn where the horizontal axis counts epochs. */
  epochs?: Epochs;
  /** Whether the drawing itself changes with the epoch. */
  moves?: boolean;
  /** Further controls. */
  controls?: HTMLElement[];
  draw: (theme: Theme, log: boolean) => Drawing;
  table: () => Table;
}

const config = { displayModeBar: false, responsive: true, doubleClick: "reset", showTips: false };
const coarse = matchMedia("(pointer: coarse)");
const exportWidth = 900;

export interface FigureElement extends HTMLElement {
  redraw: () => void;
}

/** Whether the browser can draw surfaces. */
export const hasGl = ((): boolean => {
  try {
    return !!document.createElement("canvas").getContext("webgl");
  } catch {
    return false;
  }
})();

/** Tells figures that come into view and leave it: only those that are seen follow the epoch at once. */
const seen = new IntersectionObserver(entries => entries.forEach(entry => entry.target.dispatchEvent(new CustomEvent<boolean>("seen", { detail: entry.isIntersecting }))));

const near = new IntersectionObserver(entries => entries.forEach(entry => {
  if (entry.isIntersecting)
    entry.target.dispatchEvent(new Event("near"));
}), { rootMargin: "400px" });

export function baseLayout(colours: Theme): Layout {
  const axis = {
    gridcolor: colours.grid, linecolor: colours.axis, zeroline: false, ticks: "outside", tickcolor: colours.axis, ticklen: 4, automargin: true,
    title: { font: { size: 12, color: colours.muted }, standoff: 8 }, tickfont: { size: 11.5, color: colours.muted },
  };
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, hovermode: "x unified", dragmode: coarse.matches ? false : "zoom",
    font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 12, color: colours.ink },
    margin: { l: 52, r: 14, t: 10, b: 44 },
    hoverlabel: { bgcolor: colours.back, bordercolor: colours.axis, font: { color: colours.ink, size: 12 } },
    xaxis: axis, yaxis: { ...axis, ticks: "", showline: false },
  };
}

/** Lays one layout over another, members into members. */
export function over(under: Layout, upper: Layout): Layout {
  const result: Layout = { ...under };
  for (const [name, value] of Object.entries(upper)) {
    const both = result[name];
    result[name] = value && both && typeof value === "object" && typeof both === "object" && !Array.isArray(value) ? over(both, value) : value;
  }
  return result;
}

export function figure(options: FigureOptions): FigureElement {
  const hidden = new Set<string>();
  let log = options.log ?? false, drawn = false, isSeen = false, isBehind = false;
  const heading = nextId(options.name);
  const plot = h("div", { class: "plot", role: "img", "aria-label": `${options.title}. ${options.caption} The table below holds its numbers.`, style: `height:${options.height ?? 300}px` });

  const drawing = (colours: Theme): Drawing => {
    const made = options.draw(colours, log);
    const traces = made.traces.filter(trace => !hidden.has(String(trace["legendgroup"] ?? "")));
    const upper: Layout = { ...made.layout };
    if (options.canLog)
      upper["yaxis"] = { ...upper["yaxis"], type: log ? "log" : "linear", ...(log ? { rangemode: "normal", dtick: "D2", tickformat: "~g" } : {}) };
    if (options.epochs && !options.moves)
      upper["shapes"] = [...(upper["shapes"] ?? []), epochLine(options.epochs.value, colours)];
    return { traces, layout: over(baseLayout(colours), upper) };
  };

  const redraw = (): void => {
    if (!drawn)
      return;
    const { traces, layout } = drawing(theme());
    void Plotly.react(plot, traces, { ...layout, uirevision: `${options.name}${log}` }, config);
  };
  const first = (): void => {
    near.unobserve(plot);
    drawn = true;
    redraw();
  };

  const details = h("details", { class: "numbers", ontoggle: () => details.open && replace(body, tableElement(options.title, options.table())) },
    h("summary", {}, "Table"));
  const body = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Numbers of: ${options.title}` });
  details.append(body);

  const saveSvg = async (): Promise<void> => {
    const { traces, layout } = drawing({ ...theme(), back: theme().back });
    const height = Math.max(420, options.height ?? 300);
    const address = await Plotly.toImage({
      data: traces.map(trace => ({ ...trace, showlegend: trace["legendgroup"] !== undefined && trace["showlegend"] !== false })),
      layout: over(layout ?? {}, {
        showlegend: (options.series?.length ?? 0) > 1, paper_bgcolor: theme().back, title: { text: options.title, font: { size: 16 } }, margin: { t: 56 },
        legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 }, width: exportWidth, height,
      }),
    }, { format: "svg", width: exportWidth, height });
    save(`${options.name}.svg`, decodeURIComponent(address.slice(address.indexOf(",") + 1)), "image/svg+xml");
  };

  const legend = h("div", { class: "legend", role: "group", "aria-label": `Shown in: ${options.title}` });
  const drawLegend = (): void => replace(legend, ...(options.series ?? []).map(one => h("button", {
    type: "button", "aria-pressed": String(!hidden.has(one.name)), title: "Show or hide",
    onclick: () => {
      if (!hidden.delete(one.name))
        hidden.add(one.name);
      drawLegend();
      redraw();
    },
  }, h("i", { class: one.dash ? "key dash" : "key", style: `--key:${one.colour(theme())}`, "aria-hidden": "true" }), one.name)));
  if ((options.series?.length ?? 0) > 1)
    drawLegend();

  const tools = h("div", { class: "tools" },
    options.canLog && h("label", {}, h("input", {
      type: "checkbox", checked: log,
      onchange: (event: Event) => {
        log = (event.target as HTMLInputElement).checked;
        redraw();
      },
    }), " log axis"),
    h("button", { type: "button", onclick: () => void Plotly.relayout(plot, { "xaxis.autorange": true, "yaxis.autorange": true }) }, "Whole range"),
    h("button", { type: "button", onclick: () => void saveSvg() }, "Save SVG"),
    h("button", { type: "button", onclick: () => save(`${options.name}.csv`, csv(options.table().columns, options.table().rows), "text/csv") }, "Save CSV"));

  const element = h("figure", { class: "figure", id: options.name, "aria-labelledby": heading },
    h("figcaption", {}, h("h3", { id: heading }, options.title), h("p", {}, options.caption)),
    (options.controls || options.series) && h("div", { class: "controls" }, ...(options.controls ?? []), legend),
    plot, h("div", { class: "foot" }, tools), details) as unknown as FigureElement;

  plot.addEventListener("near", first, { once: true });
  near.observe(plot);
  onThemeChange(() => {
    if (isPrinting() && !drawn)
      first();
    if ((options.series?.length ?? 0) > 1)
      drawLegend();
    redraw();
  });
  const follow = (): void => {
    isBehind = drawn && !isSeen;
    if (!drawn || !isSeen)
      return;
    if (options.moves)
      redraw();
    else
      void Plotly.relayout(plot, { shapes: drawing(theme()).layout!["shapes"] });
  };
  if (options.epochs) {
    options.epochs.onChange(follow);
    plot.addEventListener("seen", event => {
      isSeen = (event as CustomEvent<boolean>).detail;
      if (isSeen && isBehind)
        follow();
    });
    seen.observe(plot);
  }
  element.redraw = redraw;
  return element;
}

const epochLine = (epoch: number, colours: Theme): Layout => ({
  type: "line", x0: epoch, x1: epoch, yref: "paper", y0: 0, y1: 1, line: { color: colours.axis, width: 1, dash: "dot" }, layer: "below",
});

/** A table of numbers, with all their digits. */
export const tableElement = (caption: string, table: Table): HTMLElement => h("table", {},
  h("caption", { class: "hidden" }, caption),
  h("thead", {}, h("tr", {}, ...table.columns.map(column => h("th", { scope: "col" }, column)))),
  h("tbody", {}, ...table.rows.map(row => h("tr", {}, ...row.map(value => h("td", {}, value === null ? "–" : value))))));
