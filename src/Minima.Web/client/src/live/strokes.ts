// What is drawn by hand. The server finds the digit in it, sizes it and puts it into the middle, as it does with photographs.

export type Stroke = { x: number; y: number }[];

/** A square picture of the strokes, row by row, 0 paper, 255 ink. */
export function toDrawing(strokes: readonly Stroke[], side: number, wide: number): Uint8Array<ArrayBuffer> {
  const canvas = new OffscreenCanvas(side, side), context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#000";
  context.fillRect(0, 0, side, side);
  paint(context, strokes, side, wide, "#fff");
  const { data } = context.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: side * side }, (_, i) => data[4 * i]!);
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
