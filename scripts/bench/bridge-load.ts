// What a tracker does all day, as often as one CPU-second allows: announces, offers, answers. Every
// client sends its next frame when the last one has had its effect, so nothing piles up anywhere.
//
//   announces   client ── announce ──▶ server ── response ──▶ client, which announces again
//   offers      client ── announce, 5 offers ──▶ server ── response ──▶ client; ── offer ──▶ 5 others
//   answers     client ── answer ──▶ server ── answer ──▶ next client, which answers the one after it

import { setTimeout } from 'node:timers/promises';
import {
  announceFrame,
  answerFrame,
  BenchClient,
  type Heard,
  randomId,
  randomPeerId,
} from './bridge-client.ts';

/** More than the receivers of one announce's offers. */
export const PEERS_PER_SWARM = 8;
/** What WebTorrent's own client sends. */
const OFFERS_PER_ANNOUNCE = 5;
/** Frames that take longer to arrive count as lost. */
const PATIENCE_MS = 10_000;

interface Peer {
  readonly client: BenchClient;
  readonly announce: Buffer;
  readonly offers: Buffer;
  /** To the next one in its swarm. */
  readonly answer: Buffer;
}

export interface Load {
  readonly name: string;
  readonly frame: 'announce' | 'offers' | 'answer';
  /** What makes a client send its next frame. */
  readonly next: Heard;
  /** What is counted, and how many of it each frame leads to. */
  readonly counted: Heard;
  readonly each: number;
}

export const LOADS: readonly Load[] = [
  { name: 'announces', frame: 'announce', next: 'response', counted: 'response', each: 1 },
  {
    name: 'relayed offers',
    frame: 'offers',
    next: 'response',
    counted: 'offer',
    each: OFFERS_PER_ANNOUNCE,
  },
  { name: 'relayed answers', frame: 'answer', next: 'answer', counted: 'answer', each: 1 },
];

/** Connects the clients and lets them enter full swarms: `count` is a multiple of their size. */
export async function gather(url: string, count: number): Promise<Peer[]> {
  const clients = await BenchClient.connectAll(url, count);
  const swarms = Array.from({ length: count / PEERS_PER_SWARM }, randomId);
  const members = clients.map((client, i) => ({
    client,
    infoHash: swarms[Math.floor(i / PEERS_PER_SWARM)] ?? '',
    peerId: randomPeerId(),
  }));
  await Promise.all(members.map((one) => one.client.ask([announceFrame(one, 'started')])));
  return members.map((member, i) => {
    const place = i % PEERS_PER_SWARM;
    const neighbour = members[i - place + ((place + 1) % PEERS_PER_SWARM)] ?? member;
    return {
      client: member.client,
      announce: announceFrame(member),
      offers: announceFrame(member, undefined, OFFERS_PER_ANNOUNCE),
      answer: answerFrame(member, neighbour.peerId),
    };
  });
}

export interface Round {
  readonly arrived: number;
  readonly lost: number;
}

/** Keeps the server busy for so long, and then waits for what is under way. */
export async function run(peers: readonly Peer[], load: Load, durationMs: number): Promise<Round> {
  let sending = true;
  let expected = 0;
  let arrived = 0;
  let settled = () => {};
  const send = ({ client, ...frames }: Peer) => {
    expected += load.each;
    client.send(frames[load.frame]);
  };
  for (const peer of peers) {
    peer.client.onHeard = (kind) => {
      if (kind === load.counted) arrived++;
      if (kind === load.next && sending) send(peer);
      if (!sending && arrived === expected) settled();
    };
  }
  for (const peer of peers) send(peer);
  await setTimeout(durationMs);
  const allArrived = new Promise<void>((resolve) => {
    settled = resolve;
  });
  sending = false;
  await Promise.race([allArrived, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
  return { arrived, lost: expected - arrived };
}

export async function disperse(peers: readonly Peer[]): Promise<void> {
  await Promise.all(peers.map(({ client }) => client.close()));
}
