// Numbers as words.

export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** About four digits. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined)
    return "–";
  const size = Math.abs(value);
  if (size === 0 || Number.isInteger(value) && size < 1e6)
    return String(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

export const percent = (share: number | null | undefined, digits = 2): string =>
  share === null || share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`;

/** Such as "42 s", "5 min 03 s", "2 h 07 min". */
export function duration(seconds: number): string {
  const all = Math.round(seconds), two = (value: number): string => String(value).padStart(2, "0");
  if (all < 60)
    return `${all} s`;
  return all < 3600 ? `${Math.floor(all / 60)} min ${two(all % 60)} s` : `${Math.floor(all / 3600)} h ${two(Math.floor(all % 3600 / 60))} min`;
}

export const csv = (columns: string[], rows: (string | number | null)[][]): string =>
  [columns, ...rows].map(row => row.map(cell).join(",")).join("\n") + "\n";

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}
