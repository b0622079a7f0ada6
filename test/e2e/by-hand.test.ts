// People who meet with no server at all: no tracker, no STUN, no DHT; two codes, carried by hand.
//
//   A ── handCode ──▶ (the test) ── takeCode ──▶ B
//   A ◀─ takeCode ─── (the test) ◀───── code ─── B

import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { join, type Room } from '../../src/node.ts';
import type { Served } from '../support/bundle.ts';
import { CHROMIUM } from '../support/chromium.ts';
import type { End } from '../support/namespaces.ts';
import { networkFor, networksMissing } from '../support/networks.ts';
import { Member, newRoot } from './member.ts';
import { openTabs, openTabsOn, serveMemberPage, type Tabs } from './tabs.ts';

const MEET_MS = 10_000;
/** A path that A's network has closed until now is looked for every sixteen seconds. */
const MEET_LATE_MS = 40_000;

interface Person {
  handCode(): Promise<string>;
  takeCode(code: string): Promise<string | undefined>;
}

/** Carries the two codes; `pause` comes while B waits for A to take its answer. */
async function carry(a: Person, b: Person, pause = () => Promise.resolve()): Promise<void> {
  const offer = await a.handCode();
  const answer = await b.takeCode(`Here is my code:\n${offer}\nsee you!`);
  await pause();
  expect(await a.takeCode(answer ?? '')).toBeUndefined();
}

async function joinHere(root: string): Promise<Room> {
  const alone = { trackers: [], iceServers: [], dht: false };
  const room = await join({ root: Uint8Array.from(Buffer.from(root, 'hex')), ...alone });
  onTestFinished(() => room.leave());
  return room;
}

async function untilSomebody(room: Room): Promise<void> {
  const isDirect = () => room.members.some(({ reach }) => reach === 'direct');
  if (isDirect()) return;
  await new Promise<void>((resolve) => {
    room.on(() => {
      if (isDirect()) resolve();
    });
  });
}

describe('on one network', () => {
  let tabs: Tabs;

  beforeAll(async () => {
    tabs = await openTabs();
  });

  afterAll(() => tabs?.close());

  const joinTab = async (root: string) => Member.join(await tabs.open(), { root, trackers: [] });

  test('two pages meet by two pasted codes, and a third by two more; all talk', async () => {
    const root = newRoot();
    const [a, b, c] = [await joinTab(root), await joinTab(root), await joinTab(root)];
    await carry(a, b);
    await Promise.all([a.untilDirect(1, MEET_MS), b.untilDirect(1, MEET_MS)]);
    await carry(c, b);
    await Promise.all([a, b, c].map((member) => member.untilDirect(2, MEET_MS)));
    await a.say(['no server at all']);
    expect(await c.untilTexts(1, MEET_MS)).toEqual(['no server at all']);
    expect((await b.state()).met).toEqual(['hand', 'hand']);
    expect((await a.state()).met).toEqual(['hand', 'member']);
  });

  test.each(['the page begins', 'the Node program begins'])('a page and Node: %s', async (who) => {
    const root = newRoot();
    const [page, node] = [await joinTab(root), await joinHere(root)];
    await (who === 'the page begins' ? carry(page, node) : carry(node, page));
    await Promise.all([page.untilDirect(1, MEET_MS), untilSomebody(node)]);
    await node.send('from Node');
    expect(await page.untilTexts(1, MEET_MS)).toEqual(['from Node']);
    expect(node.members.map(({ met }) => met)).toEqual(['hand']);
  });

  // See first-check.ts: without those checks of its own, Node lost about one in four of these.
  test('on a busy machine: a Node program that begins meets eight pages', async () => {
    const busy = Array.from({ length: 4 }, () => new Worker('for (;;);', { eval: true }));
    onTestFinished(async () => {
      await Promise.all(busy.map((thread) => thread.terminate()));
    });
    for (let round = 0; round < 8; round++) {
      const root = newRoot();
      const [page, node] = [await joinTab(root), await joinHere(root)];
      await carry(node, page);
      await Promise.all([page.untilDirect(1, MEET_MS), untilSomebody(node)]);
    }
  });

  test('a code of another room, an old one of ours and the same again are refused by name', async () => {
    const root = newRoot();
    const [a, b, stranger] = [await joinTab(root), await joinTab(root), await joinTab(newRoot())];
    const offer = await a.handCode();
    await expect(stranger.takeCode(offer)).rejects.toThrow('not-this-room');
    await expect(a.takeCode(offer)).rejects.toThrow('own');
    await b.takeCode(offer);
    await expect(b.takeCode(offer)).rejects.toThrow('used');
  });
});

if (networksMissing !== undefined)
  console.info(`not run: codes that wait for a person (${networksMissing})`);

/** How many times each waiting connection has begun its checks anew; see keep-checking.ts. */
declare global {
  interface Window {
    generations: number;
  }
}

function countGenerations(): void {
  window.generations = 0;
  type Add = (candidate: RTCIceCandidateInit) => Promise<void>;
  const prototype: { addIceCandidate: Add } = RTCPeerConnection.prototype;
  const add = prototype.addIceCandidate;
  prototype.addIceCandidate = function (candidate) {
    const found = / generation (\d+)/.exec(candidate.candidate ?? '')?.[1];
    window.generations = Math.max(window.generations, Number(found ?? 0));
    return add.call(this, candidate);
  };
}

// While A is cut off nothing answers those who wait, as behind a NAT that A has not opened yet. 48 s
// are longer than any runtime looks for a path by itself: Firefox 5 s, Chromium 15 s, libjuice 40 s.
describe.runIf(networksMissing === undefined)('the answer lies on a screen for 48 s', () => {
  let page: Served;
  let far: End;
  const browsers: Tabs[] = [];

  beforeAll(async () => {
    const { address, ends } = networkFor('by-hand');
    page = await serveMemberPage(address);
    [far] = ends;
    for (const end of ends) {
      const launch = { executablePath: await end.at(CHROMIUM) };
      browsers.push(await openTabsOn(page.url, { launch, initScript: countGenerations }));
    }
  });

  afterAll(async () => {
    await Promise.all(browsers.map((tabs) => tabs.close()));
    await page?.close();
  });

  test('a page and a Node program still meet whoever takes it then', async () => {
    const root = newRoot();
    const [away, home] = browsers as [Tabs, Tabs];
    const a = await Member.join(await away.open(), { root, trackers: [] });
    const b = await Member.join(await home.open(), { root, trackers: [] });
    const node = await joinHere(root);
    const offers = [await a.handCode(), await a.handCode()] as const;
    await far.cut();
    const answers = await Promise.all([b.takeCode(offers[0]), node.takeCode(offers[1])]);
    await b.page.waitForFunction(() => window.generations >= 3, undefined, { timeout: 60_000 });
    await far.heal();
    for (const answer of answers) expect(await a.takeCode(answer ?? '')).toBeUndefined();
    const tookMs = await a.untilDirect(2, MEET_LATE_MS);
    console.info(`met ${Math.round(tookMs)} ms after the answers were taken`);
    await a.say(['you waited']);
    expect(await b.untilTexts(1, MEET_MS)).toEqual(['you waited']);
    expect((await a.state()).met).toEqual(['hand', 'hand']);
    expect(node.entries.map(({ text }) => text)).toEqual(['you waited']);
  });
});
