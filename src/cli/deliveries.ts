// What was given to be sent, until somebody has it. A script learns by it whether its lines arrived,
// and a long input is held back by it instead of filling up the outbox.

import { type ErrorCode, type Room, SottoError } from '../node.ts';

export class Deliveries {
  readonly #room: Pick<Room, 'send'>;
  readonly #refused: (code: ErrorCode) => void;
  #wake: (() => void) | undefined;
  #pending = 0;
  #refusals = 0;

  constructor(room: Pick<Room, 'send'>, refused: (code: ErrorCode) => void) {
    this.#room = room;
    this.#refused = refused;
  }

  /** How many nobody has received so far. */
  get pending(): number {
    return this.#pending;
  }

  /** How many were not even taken. */
  get refusals(): number {
    return this.#refusals;
  }

  send(text: string): void {
    this.#pending += 1;
    this.#room.send(text).then(
      () => this.#settle(),
      (error: unknown) => this.#refuse(error),
    );
  }

  /** True once fewer than `limit` are pending; false when for `patienceMs` nobody received any. */
  async below(limit: number, patienceMs: number): Promise<boolean> {
    while (this.#pending >= limit) {
      if (!(await this.#progress(patienceMs))) return false;
    }
    return true;
  }

  #progress(patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (progress: boolean) => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(progress);
      };
      const timer = setTimeout(() => end(false), patienceMs);
      this.#wake = () => end(true);
    });
  }

  #settle(): void {
    this.#pending -= 1;
    this.#wake?.();
  }

  /** What still waits when the room is left was not refused; it stays unreceived. */
  #refuse(error: unknown): void {
    if (!(error instanceof SottoError)) throw error;
    if (error.code === 'left') return;
    this.#refusals += 1;
    this.#refused(error.code);
    this.#settle();
  }
}
