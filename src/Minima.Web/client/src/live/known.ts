// What is known of the runs. Answers and events come by different connections, in any order; each says its place in the server's.
import type { RunSummary } from "../model";

export class KnownRuns {
  readonly #runs = new Map<string, RunSummary>();
  readonly #orders = new Map<string, number>();

  get all(): RunSummary[] {
    return [...this.#runs.values()].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  }

  get(name: string): RunSummary | undefined {
    return this.#runs.get(name);
  }

  /** Whether it is news: what is older than what is known is not taken. */
  take(run: RunSummary): boolean {
    if (!this.#isNews(run))
      return false;
    this.#runs.set(run.name, run);
    return true;
  }

  /** As for `take`, of a run that is gone. */
  drop(gone: { name: string; order: number }): boolean {
    return this.#isNews(gone) && this.#runs.delete(gone.name);
  }

  #isNews({ name, order }: { name: string; order: number }): boolean {
    if (order < (this.#orders.get(name) ?? 0))
      return false;
    this.#orders.set(name, order);
    return true;
  }
}
