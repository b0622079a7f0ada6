// One stop for Tab in a list of messages, and arrow keys from one to the next (ARIA practices, "Feed"
// and "Grid": a roving tabindex). The newest is the stop until the reader has been at another.

const KEYS = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End']);

/** What one of them is to the reader. */
export interface Standing {
  /** Tab leads to it. */
  readonly stop: boolean;
  /** The reader is at it. */
  readonly active: boolean;
}

/** A change is told to the two whom it concerns: asking all of a thousand would delay each key. */
export class Roving {
  #current: string | undefined;
  #newest: string | undefined;
  readonly #lines = new Map<string, (standing: Standing) => void>();

  /** The entry that the reader is at. */
  get current(): string | undefined {
    return this.#current;
  }

  /** The reader is at this one now. */
  enter(id: string | undefined): void {
    this.#set(id, this.#newest);
  }

  follow(newest: string | undefined): void {
    this.#set(this.#current, newest);
  }

  /** Tells an entry's line its standing, now and whenever that changes. Returns how to stop. */
  enrol(id: string, tell: (standing: Standing) => void): () => void {
    this.#lines.set(id, tell);
    tell(this.#standing(id));
    return () => {
      if (this.#lines.get(id) === tell) this.#lines.delete(id);
    };
  }

  /** Moves as this key says; false for other keys. */
  move(list: HTMLElement, { key, target }: KeyboardEvent): boolean {
    const here = elementOf(target);
    if (!KEYS.has(key) || here === undefined || here !== target) return false;
    const all = [...list.querySelectorAll<HTMLElement>('article')];
    const at = all.indexOf(here);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
    all[Math.max(0, Math.min(next ?? at, all.length - 1))]?.focus();
    return true;
  }

  /** What the reader was at is gone: its neighbour takes its place. */
  settle(before: readonly string[], now: readonly string[]): void {
    const current = this.#current;
    if (current === undefined || now.includes(current)) return;
    const left = new Set(now);
    const at = before.indexOf(current);
    const after = before.slice(at + 1).find((id) => left.has(id));
    this.enter(after ?? before.slice(0, Math.max(0, at)).findLast((id) => left.has(id)));
  }

  get #stop(): string | undefined {
    return this.#current ?? this.#newest;
  }

  #standing(id: string): Standing {
    return { stop: id === this.#stop, active: id === this.#current };
  }

  #set(current: string | undefined, newest: string | undefined): void {
    const before = [this.#stop, this.#current];
    this.#current = current;
    this.#newest = newest;
    for (const id of new Set([...before, this.#stop, this.#current])) {
      if (id !== undefined) this.#lines.get(id)?.(this.#standing(id));
    }
  }
}

/** The message that something is in. */
export function elementOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>('article') : null) ?? undefined;
}
