// Runs one schedule to its end: the steps, then peace, then everybody leaves.

import { unreachable } from '../../src/base/assert.ts';
import { SECOND_MS } from '../../src/base/time.ts';
import { problems } from './quiescence.ts';
import { describeStep, type Schedule, type Step } from './schedule.ts';
import { World } from './world.ts';

/**
 * How long a room may take to come to rest. OVERLAY.md, "Acceptance figures" 10: "healed < 120 s
 * after the tracker sees both"; what was retried in vain before may have to wait a minute more.
 */
export const REST_MS = 240 * SECOND_MS;
/** Peace must last: whatever comes back within this time was not over. */
const STAY_MS = 5 * SECOND_MS;
/** Longer than any drain or retransmission. */
const AFTERMATH_MS = 10 * SECOND_MS;
/** The longest that a server keeps the ghost of a client. */
const GHOSTS_MS = 120 * SECOND_MS;

export interface Outcome {
  /** What went wrong, if anything. */
  readonly fault: string | undefined;
  /** Virtual milliseconds from the end of the steps until all was well. */
  readonly restedMs: number;
  readonly steps: number;
  readonly virtualMs: number;
  readonly connections: number;
  readonly messages: number;
}

export function run(schedule: Schedule, tell?: (line: string) => void): Outcome {
  const { seed, trackers, loss } = schedule;
  const world = new World({ seed, trackers, loss, ...(tell === undefined ? {} : { tell }) });
  const began = world.now;
  let restedMs = 0;
  let fault: string | undefined;
  try {
    for (const { afterMs, step } of schedule.steps) {
      world.run(afterMs);
      world.log(`— ${describeStep(step)}`);
      perform(world, step);
      world.check();
    }
    restedMs = rest(world);
    part(world);
  } catch (error) {
    fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return { fault, restedMs, ...account(world, began) };
}

function account(world: World, began: number): Omit<Outcome, 'fault' | 'restedMs'> {
  const names = [...world.members.keys()];
  return {
    steps: world.steps,
    virtualMs: world.now - began,
    connections: names.reduce((sum, name) => sum + world.rtc.constructed(name), 0),
    messages: world.chronicle.sayings.size,
  };
}

/** Steps of members that are not here are skipped, so that any subset of a schedule is one. */
function perform(world: World, step: Step): void {
  switch (step.kind) {
    case 'join':
      if (!world.members.has(step.name)) world.join(step);
      return;
    case 'partition':
      return world.network.partition(
        new Map(step.islands.flatMap((names, i) => names.map((name) => [name, `island ${i}`]))),
      );
    case 'heal':
      return world.network.heal();
    case 'tracker':
      return world.setTracker(step.index, step.up);
    case 'mischief':
      return world.setMischief(step.index, step.mischief);
    default:
      return performOf(world, step);
  }
}

type OfMember = Extract<Step, { readonly name: string }>;

function performOf(world: World, step: Exclude<OfMember, { readonly kind: 'join' }>): void {
  const member = world.members.get(step.name);
  if (member === undefined) return;
  switch (step.kind) {
    case 'leave':
    case 'vanish':
      return member.leave(step.kind);
    case 'crash':
      return member.crash(step.silently);
    case 'cut':
    case 'mend':
      return world.network.setDown(step.name, step.kind === 'cut');
    case 'nudge':
      return member.post({ kind: 'nudge' });
    case 'rename':
      return member.post({ kind: 'nickname', nickname: step.nickname });
    case 'lock':
    case 'unlock':
      return member.post({ kind: 'settings', locked: step.kind === 'lock' });
    case 'lifetime': {
      const lifetime = { kind: 'after-sending', ms: step.ms } as const;
      return member.post({ kind: 'settings', lifetime });
    }
    case 'say':
      for (let i = 0; i < step.lines; i++) member.say();
      return;
    case 'evil':
      member.troublemaker?.plan(step.act);
      return member.post('wake');
    default:
      return unreachable(step);
  }
}

/** The network heals, trackers come back honest, the room is unlocked, and must come to rest. */
function rest(world: World): number {
  world.log('— peace');
  world.network.heal();
  for (const index of world.trackers.keys()) {
    world.setMischief(index, 'honest');
    world.setTracker(index, true);
  }
  for (const member of world.members.values()) {
    if (!member.hostile) continue;
    member.troublemaker?.plan('behave');
    member.post('wake');
  }
  // Whoever came while the room was locked is to get in.
  for (const member of world.present) member.post({ kind: 'settings', locked: false });
  const began = world.now;
  const left = world.settle(() => problems(world), REST_MS);
  if (left.length > 0) throw new Error(`no rest after ${REST_MS} ms:\n    ${left.join('\n    ')}`);
  const restedMs = world.now - began;
  world.log('— at rest');
  world.run(STAY_MS);
  const again = problems(world);
  if (again.length > 0) throw new Error(`no lasting rest:\n    ${again.join('\n    ')}`);
  return restedMs;
}

/** Everybody leaves, and nothing must remain. */
function part(world: World): void {
  world.log('— everybody leaves');
  for (const member of world.members.values()) member.leave('leave');
  world.run(AFTERMATH_MS);
  const remains = [...world.members.values()]
    .filter(({ hostile }) => !hostile)
    .flatMap((member) => member.remains);
  if (remains.length > 0) throw new Error(remains.join('\n    '));
  world.run(GHOSTS_MS);
  const ghosts = world.trackers.reduce((sum, { clients }) => sum + clients, 0);
  if (ghosts > 0) throw new Error(`the trackers still count ${ghosts}`);
}
