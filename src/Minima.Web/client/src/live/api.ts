// What a served page asks its server for. All addresses are relative to the page, so the token in its path goes along.
import type { CompareRequest, ErrorAnswer, LiveEvents, PairDocument, ReadingAnswer, RunDocument, RunRequest, RunsAnswer, RunSummary, TrainRequest } from "../model";

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError")
      throw error;
    throw new Error("The server does not answer. Is `minima serve` still running?");
  }
  const body: unknown = await answer.json().catch(() => ({ error: `The server answered ${answer.status}.` }));
  if (!answer.ok)
    throw new Error((body as ErrorAnswer).error ?? `The server answered ${answer.status}.`);
  return body as T;
}

const json = (body: unknown, signal?: AbortSignal): RequestInit =>
  ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: signal ?? null });

const binary = (body: BodyInit): RequestInit => ({ method: "POST", headers: { "Content-Type": "application/octet-stream" }, body });

const named = (name: string): string => encodeURIComponent(name);

export const api = {
  runs: () => ask<RunsAnswer>("api/runs"),
  run: (name: string) => ask<RunDocument>(`api/run?name=${named(name)}`),
  digit: (run: string, pixels: Uint8Array<ArrayBuffer>) => ask<ReadingAnswer>(`api/digit?run=${named(run)}`, binary(pixels)),
  picture: (run: string, file: Blob) => ask<ReadingAnswer>(`api/picture?run=${named(run)}`, binary(file)),
  compare: (request: CompareRequest, signal: AbortSignal) => ask<PairDocument>("api/compare", json(request, signal)),
  train: (request: TrainRequest) => ask<RunSummary>("api/train", json(request)),
  stop: (request: RunRequest) => ask<RunSummary>("api/stop", json(request)),
  continue: (request: RunRequest) => ask<RunSummary>("api/continue", json(request)),
};

const retry = 5000;

/**
 * Listens to what happens in the folder, while the page can be seen: a browser keeps few connections to one address, and pages in the background
 * would take them all. A stream that begins anew tells every run as it stands.
 */
export function listen(handlers: { [K in keyof LiveEvents]: (event: LiveEvents[K]) => void }, connected: (yes: boolean) => void): void {
  let source: EventSource | null = null, timer = 0;
  const open = (): void => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("api/events");
    source.onopen = () => connected(true);
    source.onerror = () => {
      connected(false);

      // A refusal ends the stream for good, where a lost connection is tried again by the browser.
      if (source?.readyState === EventSource.CLOSED)
        timer = window.setTimeout(open, retry);
    };
    for (const [name, handler] of Object.entries(handlers))
      source.addEventListener(name, event => handler(JSON.parse((event as MessageEvent<string>).data)));
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  open();
}
