// What must hold in a room that has come to rest: a reachable network, honest trackers, and time.

import type { Chronicle, Saying } from './chronicle.ts';
import type { SimMember } from './member.ts';
import type { World } from './world.ts';

/** Everything that is not as it must be; empty when all is well. */
export function problems(world: World): string[] {
  const { present } = world;
  return [
    ...present.flatMap((member) => rosterProblems(world, member)),
    ...pairs(present).flatMap(([a, b]) => linkProblems(world, a, b)),
    ...present.flatMap((member) => settingsProblems(world, member)),
    ...[...world.chronicle.sayings].flatMap(([text, saying]) => missing(world, text, saying)),
    ...pairs(present).flatMap(([a, b]) => orderProblems(a, b)),
    ...present.flatMap((member) => authorOrderProblems(world.chronicle, member)),
  ];
}

function pairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const));
}

/** Everyone with a path to this member, over honest members and whatever their NATs allow. */
function reachable(world: World, from: SimMember): Set<SimMember> {
  const reached = new Set([from]);
  for (const member of reached) {
    for (const other of world.present) {
      if (other !== member && world.mayConnect(member.name, other.name)) reached.add(other);
    }
  }
  reached.delete(from);
  return reached;
}

function rosterProblems(world: World, member: SimMember): string[] {
  const expected = [...reachable(world, member)];
  const absent = expected
    .filter(({ id }) => !member.roster.has(id))
    .map(({ name }) => `${member.name} does not see ${name}`);
  // An insider can vouch for somebody who has left, until that one's last STATE expires: no worse
  // than coming a second time under another name, which nobody can keep an insider from either.
  const stale = [...world.members.values()]
    .filter(({ fate, id }) => fate !== 'here' && member.roster.has(id) && !world.hasHostile)
    .map(({ name, fate }) => `${member.name} still sees ${name}, who is ${fate}`);
  const wrong = expected.flatMap((other) => reachProblem(world, member, other));
  return [...absent, ...stale, ...wrong];
}

function reachProblem(world: World, member: SimMember, other: SimMember): string[] {
  const reach = member.roster.get(other.id)?.reach;
  const expected = world.mayConnect(member.name, other.name) ? 'direct' : 'through';
  if (reach === undefined || reach === expected) return [];
  return [`${member.name} sees ${other.name} as ${reach}, not ${expected}`];
}

function linkProblems(world: World, a: SimMember, b: SimMember): string[] {
  const links = world.rtc.between(a.name, b.name);
  const expected = world.mayConnect(a.name, b.name) ? 1 : 0;
  return links === expected ? [] : [`${a.name} and ${b.name} have ${links} links`];
}

/** Whoever can hear of each other shares the settings. */
function settingsProblems(world: World, member: SimMember): string[] {
  const own = settingsOf(member);
  return [...reachable(world, member)]
    .filter((other) => settingsOf(other) !== own)
    .map((other) => `${member.name} has ${own}, ${other.name} has ${settingsOf(other)}`);
}

function settingsOf({ settings: { locked, lifetime, at } }: SimMember): string {
  return JSON.stringify({ locked, lifetime, at });
}

/** Who should have read a text by now and has not. */
function missing(world: World, text: string, saying: Saying): string[] {
  const { author, readers } = saying;
  return world.present
    .filter((member) => member !== author && !readers.has(member.id))
    .filter((member) => isOwed(world, member, { text, saying }))
    .map((member) => `${member.name} lacks "${text}"`);
}

/**
 * A member is owed what was written after it and the author had met, as long as somebody who is here
 * and can connect with it holds it, and had met it before getting it.
 */
function isOwed(
  world: World,
  member: SimMember,
  { text, saying }: { readonly text: string; readonly saying: Saying },
): boolean {
  const { author, at } = saying;
  if (!metBy(member, author, at) || !metBy(author, member, at)) return false;
  return world.present.some((holder) => {
    const since = holder === author ? at : holder.arrived.get(text);
    if (since === undefined || holder === member) return false;
    return metBy(holder, member, since) && world.mayConnect(holder.name, member.name);
  });
}

function metBy(who: SimMember, whom: SimMember, at: number): boolean {
  const met = who.met.get(whom.id);
  return met !== undefined && met <= at;
}

function orderProblems(a: SimMember, b: SimMember): string[] {
  const [x, y] = [a, b].map((member) => member.lines().map(({ text }) => text)) as [
    string[],
    string[],
  ];
  const [ofA, ofB] = [new Set(x), new Set(y)];
  const mine = x.filter((text) => ofB.has(text));
  const theirs = y.filter((text) => ofA.has(text));
  const at = mine.findIndex((text, i) => text !== theirs[i]);
  if (at < 0) return [];
  return [`${a.name} and ${b.name} differ from "${mine[at]}" and "${theirs[at]}" on`];
}

/** Lines of one author count upwards. */
function authorOrderProblems(chronicle: Chronicle, member: SimMember): string[] {
  const last = new Map<SimMember, number>();
  return member.lines().flatMap(({ text }) => {
    const author = chronicle.sayings.get(text)?.author;
    if (author === undefined) return [];
    const number = Number(text.split(' ').at(-1));
    const before = last.get(author) ?? 0;
    last.set(author, number);
    return number > before ? [] : [`${member.name} shows "${text}" after number ${before}`];
  });
}
