// What the program's tests put around it: streams that record, and a room that only they move.

import { PassThrough, Writable } from 'node:stream';
import { run } from '../../src/cli/run.ts';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import { type Entry, type JoinOptions, SottoError, type SottoOptions } from '../../src/node.ts';
import { FakeRoom, sent } from '../web/fake-room.ts';

export const PHRASE = 'velvet harbor copper quartet zoology ember';

/** Keeps what was sent until it is received or refused. */
export class SlowRoom extends FakeRoom {
  readonly #held: { entry: Entry; keep: (entry: Entry) => void; fail: (why: unknown) => void }[] =
    [];

  override send(text: string): Promise<Entry> {
    this.asked.push(`send ${text}`);
    const entry = this.say({ own: true, text, state: { kind: 'waiting' } });
    return new Promise<Entry>((keep, fail) => {
      this.#held.push({ entry, keep, fail });
    });
  }

  /** Somebody has the oldest of what was sent. */
  receive(): void {
    const held = this.#held.shift();
    if (held === undefined) throw new Error('nothing was sent');
    const entry = { ...held.entry, state: sent(1, 1) };
    this.change(entry);
    held.keep(entry);
  }

  refuse(code: SottoError['code']): void {
    this.#held.shift()?.fail(new SottoError(code, 'refused'));
  }

  override leave(): Promise<void> {
    const left = super.leave();
    for (const { fail } of this.#held) fail(new SottoError('left', 'left'));
    return left;
  }
}

export class Recorder extends Writable {
  written = '';
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  #wake: () => void = () => {};

  constructor(columns?: number) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.written += chunk;
    this.#wake();
    done();
  }

  /** Resolves as soon as this was written. */
  async until(words: string): Promise<void> {
    while (!this.written.includes(words)) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

/** One run of the program, with a room in place of the library. */
export class Trial {
  readonly room = new SlowRoom();
  readonly input: PassThrough & { isTTY?: boolean };
  readonly output = new Recorder();
  readonly errors: Recorder;
  readonly stop = new AbortController();
  /** What the library was asked for. */
  readonly joined: [SottoOptions, JoinOptions][] = [];
  readonly code: Promise<number>;

  constructor(args: readonly string[], more: Partial<Surroundings> & { columns?: number } = {}) {
    const { columns, ...others } = more;
    this.input = new PassThrough();
    this.input.isTTY = columns !== undefined;
    this.errors = new Recorder(columns);
    this.code = run(args, {
      input: this.input,
      output: this.output,
      errors: this.errors,
      stop: this.stop.signal,
      interrupt: () => this.stop.abort(),
      sotto: (options) => ({
        join: async (what, control) => {
          this.joined.push([options, what]);
          if ('invite' in what) control?.waiting?.(this.room);
          return this.room;
        },
      }),
      newPhrase: () => PHRASE,
      timeOfDay: () => '14:05',
      ...others,
    });
  }

  /** What was asked of the room, as soon as it was asked `count` times. */
  async untilAsked(count: number): Promise<readonly string[]> {
    const { room } = this;
    while (room.asked.length < count) {
      await new Promise<void>((wake) => {
        const stop = room.on(() => {
          stop();
          wake();
        });
      });
    }
    return room.asked;
  }
}
