// Schedules: what befalls a room, step by step, drawn from a seed and printable as text.

import { unreachable } from '../../src/base/assert.ts';
import { ACTS, type Act } from './mischief.ts';
import { Dice } from './net/dice.ts';
import type { Nat } from './net/rtc.ts';
import type { Mischief } from './tracker.ts';

export type Step =
  | {
      readonly kind: 'join';
      readonly name: string;
      readonly nat: Nat;
      readonly skewMs: number;
      readonly hostile: boolean;
    }
  | { readonly kind: 'leave' | 'vanish' | 'cut' | 'mend' | 'nudge'; readonly name: string }
  | { readonly kind: 'crash'; readonly name: string; readonly silently: boolean }
  | { readonly kind: 'say'; readonly name: string; readonly lines: number }
  | { readonly kind: 'rename'; readonly name: string; readonly nickname: string }
  | { readonly kind: 'lock' | 'unlock'; readonly name: string }
  | { readonly kind: 'lifetime'; readonly name: string; readonly ms: number }
  | { readonly kind: 'partition'; readonly islands: readonly (readonly string[])[] }
  | { readonly kind: 'heal' }
  | { readonly kind: 'tracker'; readonly index: number; readonly up: boolean }
  | { readonly kind: 'mischief'; readonly index: number; readonly mischief: Mischief }
  | { readonly kind: 'evil'; readonly name: string; readonly act: Act };

export interface Timed {
  /** After the step before. */
  readonly afterMs: number;
  readonly step: Step;
}

export interface Schedule {
  readonly seed: number;
  readonly trackers: number;
  readonly loss: number;
  readonly steps: readonly Timed[];
}

const MISCHIEF: readonly Mischief[] = [
  'honest',
  'lies',
  'swaps',
  'replays',
  'floods',
  'mute',
  'failing',
];

/** Rooms of two to eight (the first slice); most are small, because handshakes cost. */
const ROOM_SIZES = [2, 2, 3, 3, 3, 4, 4, 5, 6, 8];
const MAX_MEMBERS = 8;
const STEPS = { least: 6, most: 24 };

/** The same schedule for the same seed. */
export function draw(seed: number): Schedule {
  const dice = new Dice(`schedule ${seed}`);
  const trackers = dice.pick([1, 1, 1, 2, 3]);
  const writer = new Writer(dice, trackers);
  const size = dice.pick(ROOM_SIZES);
  const sooner = dice.chance(0.3);
  for (let i = 0; i < size; i++) writer.join(sooner ? dice.between(0, 300) : undefined);
  const count = dice.between(STEPS.least, STEPS.most);
  for (let i = 0; i < count; i++) writer.anything();
  return { seed, trackers, loss: dice.pick([0, 0.01, 0.05]), steps: writer.steps };
}

class Writer {
  readonly steps: Timed[] = [];
  readonly #dice: Dice;
  readonly #trackers: number;
  readonly #here: { readonly name: string; readonly hostile: boolean }[] = [];
  #joined = 0;

  constructor(dice: Dice, trackers: number) {
    this.#dice = dice;
    this.#trackers = trackers;
  }

  join(afterMs?: number): void {
    const dice = this.#dice;
    if (this.#here.length >= MAX_MEMBERS) return;
    const hostile = this.#here.length >= 2 && dice.chance(0.12);
    const name = `${hostile ? 'x' : ''}${String.fromCharCode(97 + (this.#joined % 26))}`;
    this.#joined += 1;
    this.#here.push({ name, hostile });
    const nat = dice.pick(['open', 'cone', 'cone', 'symmetric'] as const);
    const skewMs = dice.pick([0, 0, dice.between(-5_000, 5_000), dice.between(-240_000, 240_000)]);
    this.#add({ kind: 'join', name, nat, skewMs, hostile }, afterMs);
  }

  anything(): void {
    const dice = this.#dice;
    const evil = this.#here.filter(({ hostile }) => hostile);
    const honest = this.#here.filter(({ hostile }) => !hostile);
    if (evil.length > 0 && dice.chance(0.35)) {
      return this.#add({ kind: 'evil', name: dice.pick(evil).name, act: dice.pick(ACTS) });
    }
    const someone = honest.length === 0 ? undefined : dice.pick(honest).name;
    if (someone === undefined || dice.chance(0.12)) return this.join();
    const what = dice.share();
    if (what < 0.4) return this.#say(someone);
    if (what < 0.55) return this.#network(someone);
    if (what < 0.7) return this.#end(someone);
    if (what < 0.86) return this.#tracker();
    if (what < 0.9) return this.#settings(someone);
    if (what < 0.95) return this.#add({ kind: 'nudge', name: someone });
    this.#add({ kind: 'rename', name: someone, nickname: `n${dice.between(1, 99)}` });
  }

  #say(name: string): void {
    this.#add({ kind: 'say', name, lines: this.#dice.pick([1, 1, 2, 5, 40]) });
  }

  #network(name: string): void {
    const dice = this.#dice;
    const choice = dice.share();
    if (choice < 0.35) return this.#add({ kind: 'cut', name });
    if (choice < 0.55) return this.#add({ kind: 'mend', name });
    if (choice < 0.75) return this.#add({ kind: 'heal' });
    const names = dice.shuffle(this.#here.map((member) => member.name));
    const cut = dice.between(1, Math.max(1, names.length - 1));
    const islands = [names.slice(0, cut), names.slice(cut)];
    this.#add({ kind: 'partition', islands });
  }

  #settings(name: string): void {
    const dice = this.#dice;
    const kind = dice.pick(['lock', 'unlock', 'lifetime'] as const);
    if (kind === 'lifetime') this.#add({ kind, name, ms: 1_000 * dice.between(1, 3_600) });
    else this.#add({ kind, name });
  }

  #end(name: string): void {
    const dice = this.#dice;
    this.#here.splice(
      this.#here.findIndex((member) => member.name === name),
      1,
    );
    const how = dice.pick(['leave', 'vanish', 'crash'] as const);
    if (how === 'crash') this.#add({ kind: 'crash', name, silently: dice.chance(0.5) });
    else this.#add({ kind: how, name });
  }

  #tracker(): void {
    const dice = this.#dice;
    const index = dice.between(0, this.#trackers - 1);
    if (dice.chance(0.5)) return this.#add({ kind: 'tracker', index, up: dice.chance(0.5) });
    this.#add({ kind: 'mischief', index, mischief: dice.pick(MISCHIEF) });
  }

  #add(step: Step, afterMs?: number): void {
    const dice = this.#dice;
    const pause = dice.pick([0, dice.between(0, 300), dice.between(0, 4_000), 8_000, 20_000]);
    this.steps.push({ afterMs: afterMs ?? pause, step });
  }
}

/** One step, as a person would say it. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'join': {
      const skew = step.skewMs === 0 ? '' : `, clock ${step.skewMs} ms ahead`;
      return `${step.name} joins (${step.nat}${skew})`;
    }
    case 'leave':
      return `${step.name} leaves`;
    case 'vanish':
      return `${step.name} closes the page`;
    case 'cut':
      return `${step.name} is cut off`;
    case 'mend':
      return `${step.name} is connected again`;
    case 'nudge':
      return `${step.name} taps "try again"`;
    case 'crash':
      return `${step.name} ${step.silently ? 'loses power' : 'crashes'}`;
    case 'say':
      return `${step.name} writes ${step.lines}`;
    case 'rename':
      return `${step.name} takes the name ${step.nickname}`;
    case 'lock':
      return `${step.name} locks the room`;
    case 'unlock':
      return `${step.name} opens the room`;
    case 'lifetime':
      return `${step.name} lets messages live ${step.ms} ms`;
    case 'partition':
      return `the network splits: ${step.islands.map((names) => names.join('')).join(' | ')}`;
    case 'heal':
      return 'the network heals';
    case 'tracker':
      return `tracker ${step.index + 1} goes ${step.up ? 'up' : 'down'}`;
    case 'mischief':
      return `tracker ${step.index + 1} is ${step.mischief}`;
    case 'evil':
      return `${step.name}: ${step.act}`;
    default:
      return unreachable(step);
  }
}

export function describeSchedule({ seed, trackers, loss, steps }: Schedule): string {
  const lines = steps.map(
    ({ afterMs, step }) => `  +${(afterMs / 1_000).toFixed(3)} s  ${describeStep(step)}`,
  );
  return [`seed ${seed}: ${trackers} tracker(s), ${loss * 100} % loss`, ...lines].join('\n');
}
