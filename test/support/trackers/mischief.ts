// The ways in which the strict double can be told to misbehave.

import { type Frame, id } from './client.ts';

export interface Mischief {
  readonly mute: boolean;
  readonly failureReason: string | undefined;
  readonly swapAnswers: boolean;
  readonly replay: boolean;
  readonly lie: boolean;
  readonly ghosts: number;
}

export const HONEST: Mischief = {
  mute: false,
  failureReason: undefined,
  swapAnswers: false,
  replay: false,
  lie: false,
  ghosts: 0,
};

/** Laid over announce responses, one after the other. */
export const LIES: readonly Frame[] = [
  { complete: 1e9, incomplete: 1e9, interval: 1e9 },
  { info_hash: id('another room') },
  { complete: -1, incomplete: -1, interval: -1 },
  { interval: 0, incomplete: 1e308 },
  { interval: 0.001, complete: '7', incomplete: null },
  { interval: null, 'min interval': 1e9 },
];
