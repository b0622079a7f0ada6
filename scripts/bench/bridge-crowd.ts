// What a tracker has to hold: many sockets that say nothing, and swarms that come and go.

import { announceFrame, BenchClient, randomId, randomPeerId } from './bridge-client.ts';
import type { ServerProcess } from './bridge-process.ts';
import type { Memory } from './bridge-server.ts';

/** As many offers as one announce may bring: it then reaches all of a swarm. */
const IDLE_PEERS_PER_SWARM = 20;
const WARM_UP_SOCKETS = 500;
/** A message that takes longer counts as lost. */
const PATIENCE_MS = 30_000;

export interface IdleFigures {
  readonly before: Memory;
  readonly connected: Memory;
  readonly announced: Memory;
  readonly closed: Memory;
  /** Sockets that did not get their one message, and those that got more. */
  readonly lost: number;
  readonly doubled: number;
}

/** Opens so many sockets, each from its own address; each then gets one offer while it idles. */
export async function holdIdle(server: ServerProcess, count: number): Promise<IdleFigures> {
  await warmUp(server);
  const before = await server.memory();
  const clients = await BenchClient.connectAll(server.url, count);
  const connected = await server.memory();
  const swarms = Array.from({ length: Math.ceil(count / IDLE_PEERS_PER_SWARM) }, randomId);
  for (const [i, infoHash] of swarms.entries()) {
    const members = membersOf(clients, i);
    const enter = () => announceFrame({ infoHash, peerId: randomPeerId() }, 'started');
    await Promise.all(members.map((client) => client.ask([enter()])));
  }
  const announced = await server.memory();
  const received = await offerToAll(server, clients, swarms);
  await Promise.all(clients.map((client) => client.close()));
  await server.untilEmpty();
  return {
    before,
    connected,
    announced,
    closed: await server.memory(),
    lost: received.filter((times) => times === 0).length,
    doubled: received.filter((times) => times > 1).length,
  };
}

/** What is compiled, and the tables that are grown, when the first sockets come and go. */
async function warmUp(server: ServerProcess): Promise<void> {
  const clients = await BenchClient.connectAll(server.url, WARM_UP_SOCKETS);
  const enter = () => announceFrame({ infoHash: randomId(), peerId: randomPeerId() }, 'started');
  await Promise.all(clients.map((client) => client.ask([enter()])));
  await Promise.all(clients.map((client) => client.close()));
  await server.untilEmpty();
}

function membersOf(clients: readonly BenchClient[], swarm: number): readonly BenchClient[] {
  const first = swarm * IDLE_PEERS_PER_SWARM;
  return clients.slice(first, first + IDLE_PEERS_PER_SWARM);
}

/** One more client enters each swarm with an offer for everyone. Resolves to how many each got. */
async function offerToAll(
  server: ServerProcess,
  clients: readonly BenchClient[],
  swarms: readonly string[],
): Promise<number[]> {
  const received = clients.map(() => 0);
  let reached = 0;
  const allReached = new Promise<void>((resolve) => {
    for (const [i, client] of clients.entries()) {
      client.onHeard = () => {
        received[i] = (received[i] ?? 0) + 1;
        if (received[i] === 1 && ++reached === clients.length) resolve();
      };
    }
  });
  const caller = await BenchClient.connect(server.url, clients.length);
  const calls = swarms.map((infoHash, i) => {
    const membership = { infoHash, peerId: randomPeerId() };
    return announceFrame(membership, 'started', membersOf(clients, i).length);
  });
  await caller.ask(calls);
  await Promise.race([allReached, impatience()]);
  await caller.close();
  return received;
}

function impatience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
}

/** Clients of one batch, and the swarms of each. */
const BATCH_CLIENTS = 50;
const SWARMS_PER_CLIENT = 100;
export const BATCH_SWARMS = BATCH_CLIENTS * SWARMS_PER_CLIENT;
const WARM_UP_BATCHES = 4;

export interface ChurnFigures {
  readonly before: Memory;
  readonly half: Memory;
  readonly after: Memory;
}

/**
 * Swarms come and go in batches, half of them by `stopped`, half because the socket closes. Some come
 * before the count and the first look at the memory: code is compiled, and tables are grown, once.
 */
export async function churn(server: ServerProcess, swarms: number): Promise<ChurnFigures> {
  const batches = async (count: number) => {
    for (let i = 0; i < count; i++) await churnBatch(server);
    return server.memory();
  };
  const total = Math.ceil(swarms / BATCH_SWARMS);
  const before = await batches(WARM_UP_BATCHES);
  const half = await batches(Math.floor(total / 2));
  return { before, half, after: await batches(Math.ceil(total / 2)) };
}

async function churnBatch(server: ServerProcess): Promise<void> {
  const clients = await BenchClient.connectAll(server.url, BATCH_CLIENTS);
  await Promise.all(
    clients.map(async (client) => {
      const peerId = randomPeerId();
      const swarms = Array.from({ length: SWARMS_PER_CLIENT }, () => ({
        infoHash: randomId(),
        peerId,
      }));
      await client.ask(swarms.map((swarm) => announceFrame(swarm, 'started')));
      const stopped = swarms.filter((_, i) => i % 2 === 0);
      await client.ask(stopped.map((swarm) => announceFrame(swarm, 'stopped')));
      await client.close();
    }),
  );
  await server.untilEmpty();
}
