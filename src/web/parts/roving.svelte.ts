// One stop for Tab in a list of messages, and arrow keys from one to the next (ARIA practices, "Feed"
// and "Grid": a roving tabindex). The newest is the stop until the reader has been at another.

const KEYS = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End']);

export class Roving {
  /** The entry that the reader is at. */
  current = $state<string>();

  isStop(id: string, newest: string | undefined): boolean {
    return id === (this.current ?? newest);
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
    const { current } = this;
    const left = new Set(now);
    if (current === undefined || left.has(current)) return;
    const at = before.indexOf(current);
    const after = before.slice(at + 1).find((id) => left.has(id));
    this.current = after ?? before.slice(0, Math.max(0, at)).findLast((id) => left.has(id));
  }
}

/** The message that something is in. */
export function elementOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>('article') : null) ?? undefined;
}
