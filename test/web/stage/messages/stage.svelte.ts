// What the page shows, and what was done there.

export class Stage {
  /** What was said, by turns by somebody else and by oneself. */
  texts = $state.raw<readonly string[]>([]);
  picking = $state(false);
  chosen = $state.raw<readonly string[]>([]);
  readonly done: string[] = [];
  readonly said: readonly Said[] = $derived(
    this.texts.map((text, index) => ({ id: `entry-${index}`, own: index % 2 === 1, text })),
  );
}

interface Said {
  readonly id: string;
  readonly own: boolean;
  readonly text: string;
}

export const stage = new Stage();
