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

export const csv = (columns: string[], rows: (string | number | null)[][]): string =>
  [columns, ...rows].map(row => row.map(cell).join(",")).join("\n") + "\n";

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}
