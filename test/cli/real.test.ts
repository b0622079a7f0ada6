// Two processes of the program that meet for real, through the tracker of a bridge and in a DHT
// without any tracker, and exchange what they are given.

import { expect, onTestFinished, test } from 'vitest';
import { startBridge } from '../../relay-node/bridge.ts';
import { sotto } from '../../src/node.ts';
import { smallNet } from '../support/dht/small-net.ts';
import { Program, privateFile } from './program.ts';

const ENDED = { code: 0, files: [] };

async function tracker(): Promise<readonly string[]> {
  const bridge = await startBridge();
  onTestFinished(() => bridge.close());
  return ['--no-default-trackers', '--tracker', bridge.tracker, '--no-dht'];
}

/** Both say a line once they have met. */
async function greet(a: Program, b: Program): Promise<void> {
  await Promise.all([a.noted.until('is here'), b.noted.until('is here')]);
  a.write('good evening');
  b.write('and to you');
  await Promise.all([a.said.until('\n'), b.said.until('\n')]);
  await Promise.all([a.noted.until('Reached them'), b.noted.until('Reached them')]);
}

/** What somebody said, as it is printed. */
function line(speaker: Program, text: string): unknown {
  return expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d ${speaker.name}: ${text}\n$`));
}

test('through a tracker: what one is given the other prints', { timeout: 60_000 }, async () => {
  const where = await tracker();
  const [a, b] = [new Program(...where), new Program(...where)];
  await greet(a, b);
  a.end('input');
  expect(await a.ended()).toEqual(ENDED);
  await b.noted.until('has left');
  b.end('SIGTERM');
  expect(await b.ended()).toEqual(ENDED);
  expect([a.said.text, b.said.text]).toEqual([line(b, 'and to you'), line(a, 'good evening')]);
  const [place] = /127\.0\.0\.1:\d+/.exec(a.noted.text) ?? [];
  const notes = (own: Program, other: Program, text: string) => [
    '* Making the key. This is slow on purpose: it makes guessing the phrase slow, too.',
    expect.stringMatching(/^\* Your three symbols: /),
    `* You are ${own.name}.`,
    '* Only you are here. Say the phrase to whoever should come.',
    '* Looking for people through one tracker.',
    `* Tracker ${place}: Working`,
    `* ${other.name} is here, met through a tracker.`,
    `* “${text}” · Reached them`,
  ];
  const left = ['* You have left. Nothing was saved.', ''];
  expect(a.noted.text.split('\n')).toEqual([...notes(a, b, 'good evening'), ...left]);
  expect(b.noted.text.split('\n')).toEqual([
    ...notes(b, a, 'and to you'),
    `* ${a.name} has left.`,
    '* Everybody else has gone. Stay, and whoever comes back finds you here.',
    ...left,
  ]);
});

test('by an invite: whoever made it lets one in', { timeout: 60_000 }, async () => {
  const bridge = await startBridge();
  onTestFinished(() => bridge.close());
  const where = { trackers: [bridge.tracker], iceServers: [], dht: false };
  const room = await sotto().join({ ...where, root: new Uint8Array(32).fill(5) });
  onTestFinished(() => room.leave());
  const link = privateFile(`https://sotto.example/#${room.invite().code}\n`);
  const named = ['--phrase-file', link, '--no-default-trackers', '--tracker', bridge.tracker];
  const guest = new Program(...named, '--no-dht');
  await guest.noted.until('is here');
  guest.write('you let me in');
  for await (const event of room) {
    if (event.type === 'entry' && event.entry.text === 'you let me in') break;
  }
  await guest.noted.until('Reached them');
  guest.end('input');
  expect(await guest.ended()).toEqual(ENDED);
  expect(guest.noted.text.startsWith('* Waiting for whoever invited you.')).toBe(true);
});

test('it leaves when nobody reads what it prints', { timeout: 60_000 }, async () => {
  const where = await tracker();
  const [a, b] = [new Program(...where), new Program(...where)];
  await greet(a, b);
  a.end('reader');
  b.write('is anybody reading?');
  expect(await a.ended()).toEqual(ENDED);
  await b.noted.until('has left');
  b.end('SIGINT');
  expect(await b.ended()).toEqual(ENDED);
});

test('in the DHT alone, without any tracker', { timeout: 90_000 }, async () => {
  const { bootstrap } = await smallNet();
  const join = (host: string) =>
    new Program(
      ...['--no-default-trackers', '--test-net', '--dht-host', host],
      ...bootstrap.flatMap((node) => ['--dht-bootstrap', node]),
    );
  const [a, b] = [join('127.0.211.1'), join('127.0.212.1')];
  await greet(a, b);
  for (const program of [a, b]) program.end('input');
  expect(await Promise.all([a.ended(), b.ended()])).toEqual([ENDED, ENDED]);
  expect([a.said.text, b.said.text]).toEqual([line(b, 'and to you'), line(a, 'good evening')]);
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    expect(own.noted.text).toContain(`* Looking for people through the BitTorrent DHT.
* BitTorrent DHT: Connecting
* BitTorrent DHT: Working
* ${other.name} is here, met through the DHT.
`);
  }
});
