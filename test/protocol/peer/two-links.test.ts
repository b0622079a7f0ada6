// Two links to one identity that finish at the same time: in every order in which their FINs can be sent
// and arrive, both ends keep the same one.

import { expect, test } from 'vitest';
import type { LinkUp } from '../../../src/protocol/link/contract.ts';
import { newerStays } from '../../../src/protocol/peer/link-table.ts';

const ENDS = ['a', 'b'] as const;
type End = (typeof ENDS)[number];
const LINKS = [0, 1] as const;
type LinkName = (typeof LINKS)[number];

const there = (end: End): End => (end === 'a' ? 'b' : 'a');
const handshake = (link: LinkName | undefined) =>
  new Uint8Array(32).fill(link === undefined ? 0 : link + 1);

/** What one end knows of one link. */
interface Half {
  /** What our FIN named; absent until it is sent. */
  fin?: { readonly held: LinkName | undefined };
  isUp?: boolean;
  isClosed?: boolean;
}

interface World {
  readonly halves: Record<End, [Half, Half]>;
  readonly held: Record<End, LinkName | undefined>;
}

/** Who offered each link, and the two identities. */
interface Setting {
  readonly offerers: readonly [End, End];
  readonly ids: Readonly<Record<End, Uint8Array>>;
}

function upOf({ halves }: World, { offerers, ids }: Setting, [end, link]: [End, LinkName]): LinkUp {
  return {
    member: { id: ids[there(end)] },
    role: offerers[link] === end ? 'offerer' : 'answerer',
    handshake: handshake(link),
    heldHere: handshake(halves[end][link].fin?.held),
    heldThere: handshake(halves[there(end)][link].fin?.held),
  } as unknown as LinkUp;
}

function comeUp(world: World, setting: Setting, [end, link]: [End, LinkName]): void {
  const half = world.halves[end][link];
  const older = world.held[end];
  half.isUp = true;
  if (older === undefined) {
    world.held[end] = link;
    return;
  }
  const ups = [upOf(world, setting, [end, older]), upOf(world, setting, [end, link])] as const;
  const newerWins = newerStays(...ups, setting.ids[end]);
  world.halves[end][newerWins ? older : link].isClosed = true;
  if (newerWins) world.held[end] = link;
}

/** All that can happen next, each in a world of its own. */
function next(world: World, setting: Setting): World[] {
  const worlds: World[] = [];
  const branch = (act: (copy: World) => void) => {
    const copy = structuredClone(world);
    act(copy);
    worlds.push(copy);
  };
  for (const end of ENDS) {
    for (const link of LINKS) {
      const [half, other] = [world.halves[end][link], world.halves[there(end)][link]];
      if (half.isClosed) continue;
      const sendsFin = half.fin === undefined;
      if (sendsFin) branch((w) => sendFin(w, [end, link]));
      if (half.fin && other.fin && !half.isUp) branch((w) => comeUp(w, setting, [end, link]));
      // What came before the end of a link is read before it.
      const isRead = half.isUp || other.fin === undefined;
      if (other.isClosed && isRead) branch((w) => close(w, [end, link]));
    }
  }
  return worlds;
}

function sendFin(world: World, [end, link]: [End, LinkName]): void {
  world.halves[end][link].fin = { held: world.held[end] };
}

function close(world: World, [end, link]: [End, LinkName]): void {
  world.halves[end][link].isClosed = true;
  if (world.held[end] === link) world.held[end] = undefined;
}

/** Which link each end holds, in every world in which nothing can happen any more. */
function endings(setting: Setting): World['held'][] {
  const seen = new Set<string>();
  const found: World['held'][] = [];
  const open: World[] = [
    { halves: { a: [{}, {}], b: [{}, {}] }, held: { a: undefined, b: undefined } },
  ];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const worlds = next(world, setting);
    if (worlds.length === 0) found.push(world.held);
    open.push(...worlds);
  }
  return found;
}

const ids = { a: new Uint8Array(16).fill(1), b: new Uint8Array(16).fill(5) };

test.each<[name: string, setting: Setting]>([
  ['one offered by each', { offerers: ['a', 'b'], ids }],
  ['one offered by each, the other way about', { offerers: ['b', 'a'], ids }],
  ['both offered by one', { offerers: ['a', 'a'], ids }],
  ['both offered by the other', { offerers: ['b', 'b'], ids }],
])('%s: both ends keep the same', (_, setting) => {
  const found = endings(setting);
  // No FIN names a link; or those of one link name the other, at either end or at both.
  expect(found).toHaveLength(1 + 2 * 3);
  expect(found.filter(({ a, b }) => a === undefined || a !== b)).toEqual([]);
});

test('FINs that name each other, as only a hostile one can, end in a decision', () => {
  const half: Half = { fin: { held: undefined } };
  const world: World = {
    halves: {
      a: [half, half],
      b: [{ fin: { held: 1 } }, { fin: { held: 0 } }],
    },
    held: { a: 0, b: undefined },
  };
  const setting: Setting = { offerers: ['a', 'b'], ids };
  comeUp(world, setting, ['a', 1]);
  expect(world.held.a).toBe(1);
});
