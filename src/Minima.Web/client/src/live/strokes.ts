// What is drawn by hand, as an image of the data: as MNIST was made, the ink is fitted into 20 x 20 pixels, and its centre of mass put into the middle.

export type Stroke = { x: number; y: number }[];

const inkBox = 20, pen = 2.3;

/** Pixels row by row, 0 paper, 255 ink. */
export function toImage(strokes: readonly Stroke[], width: number, height: number): Uint8Array<ArrayBuffer> {
  const points = strokes.flat();
  if (points.length === 0)
    return new Uint8Array(width * height);
  const xs = points.map(point => point.x), ys = points.map(point => point.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const box = inkBox * Math.min(width, height) / 28;
  // A dot stays a dot.
  const scale = (box - pen) / Math.max(right - left, bottom - top, 0.25);
  const centred = draw(strokes, width, height, scale, width / 2 - scale * (left + right) / 2, height / 2 - scale * (top + bottom) / 2);
  let mass = 0, x = 0, y = 0;
  centred.forEach((ink, i) => {
    mass += ink;
    x += ink * (i % width + 0.5);
    y += ink * (Math.floor(i / width) + 0.5);
  });
  return draw(strokes, width, height, scale, width - scale * (left + right) / 2 - x / mass, height - scale * (top + bottom) / 2 - y / mass);
}

function draw(strokes: readonly Stroke[], width: number, height: number, scale: number, dx: number, dy: number): Uint8Array<ArrayBuffer> {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, height);
  context.translate(dx, dy);
  paint(context, strokes, scale, pen, "#fff");
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]!);
}

/** Draws strokes with a round pen. */
export function paint(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, strokes: readonly Stroke[], scale: number, wide: number, colour: string): void {
  context.lineWidth = wide;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = colour;
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach((point, i) => i === 0 ? context.moveTo(scale * point.x, scale * point.y) : context.lineTo(scale * point.x, scale * point.y));
    const last = stroke.at(-1)!;
    context.lineTo(scale * last.x + 0.01, scale * last.y);
    context.stroke();
  }
}
