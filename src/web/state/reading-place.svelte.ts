// Where in a conversation the reader is: at the newest line, and then kept there, or further up.
//
// Only the reader leaves the newest line. Where a message comes in, or the text grows, in the same frame
// as something scrolls, the newest line is as far away as if they had gone up, and they have not.

/** As an element that scrolls has it, in px. */
export interface Scrolled {
  readonly scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

/** Nearer to the bottom than this is at the bottom. Our choice: a line and a half. */
const NEAR_PX = 40;

export class ReadingPlace {
  atNewest = $state(true);
  /** How many entries there were when the reader went up. */
  seen = $state(0);
  /** How far above the bottom the reader is. */
  abovePx = 0;
  /** Where the bottom was when the reader was last there: the `scrollTop` that shows it. */
  #bottomPx = 0;

  scrolled({ scrollTop, scrollHeight, clientHeight }: Scrolled, entries: number): void {
    const bottomPx = scrollHeight - clientHeight;
    this.abovePx = bottomPx - scrollTop;
    const isNear = this.abovePx < NEAR_PX;
    if (isNear) this.#bottomPx = bottomPx;
    const hasLeft = this.atNewest && this.#bottomPx - scrollTop >= NEAR_PX;
    if (hasLeft) this.seen = entries;
    this.atNewest = isNear || (this.atNewest && !hasLeft);
  }

  toNewest(): void {
    this.atNewest = true;
  }
}
