// The colours of figures: those of the program's own figures (src/Minima/Figures/Palette.cs).

export interface Theme {
  dark: boolean;
  back: string;
  ink: string;
  muted: string;
  axis: string;
  grid: string;
  series: string[];
}

const light: Theme = {
  dark: false, back: "#FFFFFF", ink: "#1B1F24", muted: "#5A626C", axis: "#8A929B", grid: "#E6E9EC",
  series: ["#103EC7", "#A5410B", "#006A59", "#A189CB", "#E27900", "#5E87FF", "#5C3D84", "#8D915F"],
};

const dark: Theme = {
  dark: true, back: "#1B1F25", ink: "#E8EAED", muted: "#A6AEB8", axis: "#757E88", grid: "#2E343C",
  series: ["#7278FF", "#C07932", "#2EE6A8", "#BB7CAB", "#FEE632", "#B7F3FF", "#BBA4FD", "#DDDE6F"],
};

const query = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let printing = false;

/** As the reader's system prefers; light on paper. */
export const theme = (): Theme => query.matches && !printing ? dark : light;

export const onThemeChange = (listener: () => void): void => void listeners.add(listener);

const tell = (): void => listeners.forEach(listener => listener());

query.addEventListener("change", tell);
addEventListener("beforeprint", () => { printing = true; tell(); });
addEventListener("afterprint", () => { printing = false; tell(); });

export const isPrinting = (): boolean => printing;
