// What the program has around it: three streams, a way to be told to stop, and the library. Tests
// bring their own.

import type { Readable, Writable } from 'node:stream';
import type { Sotto, SottoOptions } from '../node.ts';

export type Inlet = Readable & { readonly isTTY?: boolean | undefined };
export type Outlet = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

export interface Surroundings {
  readonly input: Inlet;
  readonly output: Outlet;
  readonly errors: Outlet;
  /** Aborted by Ctrl-C and the like. */
  readonly stop: AbortSignal;
  /** Ctrl-C was pressed where the terminal does not make it a signal. */
  readonly interrupt: () => void;
  readonly sotto: (options: SottoOptions) => Pick<Sotto, 'join'>;
  readonly newPhrase: () => string;
  readonly timeOfDay: (instant: number) => string;
}
