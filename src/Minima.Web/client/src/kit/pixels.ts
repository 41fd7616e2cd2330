// Pictures out of base64.
import { onThemeChange, theme } from "./theme";
import { h } from "./dom";

export function bytes(base64: string): Uint8Array {
  const text = atob(base64);
  const result = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++)
    result[i] = text.charCodeAt(i);
  return result;
}

export const signedBytes = (base64: string): Int8Array => new Int8Array(bytes(base64).buffer);

export interface Sheet {
  width: number;
  height: number;
  /** How many pictures lie beside each other. */
  columns: number;
  gap: number;
}

type Shade = (value: number) => [number, number, number];

const mix = (from: number[], to: number[], share: number): [number, number, number] =>
  [0, 1, 2].map(i => Math.round(from[i]! + (to[i]! - from[i]!) * share)) as [number, number, number];

/** Ink on paper. */
export const inkShade = (): Shade => {
  const [paper, ink] = theme().dark ? [[27, 31, 37], [232, 234, 237]] : [[255, 255, 255], [27, 31, 36]];
  return value => mix(paper!, ink!, value / 255);
};

/** Negative weights orange, positive blue, as the first two series. */
export const weightShade = (): Shade => {
  const [zero, minus, plus] = theme().dark ? [[32, 37, 44], [236, 150, 70], [122, 150, 255]] : [[247, 248, 249], [178, 72, 12], [16, 62, 199]];
  return value => value < 0 ? mix(zero!, minus!, Math.min(1, -value / 127)) : mix(zero!, plus!, Math.min(1, value / 127));
};

/** Draws pictures side by side on a canvas. */
export function drawSheet(canvas: HTMLCanvasElement, pictures: readonly (ArrayLike<number> | null)[], sheet: Sheet, shade: Shade): void {
  const rows = Math.max(1, Math.ceil(pictures.length / sheet.columns));
  canvas.width = sheet.columns * (sheet.width + sheet.gap) - sheet.gap;
  canvas.height = rows * (sheet.height + sheet.gap) - sheet.gap;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  pictures.forEach((picture, at) => {
    if (!picture)
      return;
    const left = (at % sheet.columns) * (sheet.width + sheet.gap), top = Math.floor(at / sheet.columns) * (sheet.height + sheet.gap);
    for (let y = 0; y < sheet.height; y++) {
      for (let x = 0; x < sheet.width; x++) {
        const [r, g, b] = shade(picture[y * sheet.width + x]!);
        const to = 4 * ((top + y) * canvas.width + left + x);
        image.data.set([r, g, b, 255], to);
      }
    }
  });
  context.putImageData(image, 0, 0);
}

/** A canvas that is drawn again in other colours. */
export function picture(label: string, css: string, draw: (canvas: HTMLCanvasElement) => void): HTMLCanvasElement {
  const canvas = h("canvas", { role: "img", "aria-label": label, class: css });
  draw(canvas);
  onThemeChange(() => canvas.isConnected && draw(canvas));
  return canvas;
}
