import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { occupyFirstChecks } from '../../../src/platform/node/first-check.ts';
import { nodeRtc } from '../../../src/platform/node/rtc.ts';
import type { Transport } from '../../../src/wire/description.ts';

const OFFER = { initiator: true, iceServers: [], relayOnly: false, pace: 'prompt' } as const;
/** RFC 8489 §5: a message begins with its type; its transaction id is the 12 bytes from 8. */
const SUCCESS = 0x0101;
const transactionOf = (message: Buffer) => message.subarray(8, 20).toString('hex');

/** What a real libdatachannel listens on. */
function offerOf(): Promise<Transport> {
  return new Promise((resolve) => {
    const handle = nodeRtc.open(OFFER, (event) => {
      if (event.kind === 'local') resolve(event.transport);
    });
    onTestFinished(() => handle.close());
  });
}

async function listening() {
  const socket = createSocket('udp4');
  onTestFinished(() => {
    socket.close();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

test('libdatachannel takes the check for one of its peer', async () => {
  const own = await offerOf();
  const host = own.candidates.find(
    ({ type, address }) => type === 'host' && !address.includes(':'),
  );
  const [between, beyond] = [await listening(), createSocket('udp4')];
  onTestFinished(() => {
    beyond.close();
  });
  const { port } = between.address();
  const asked = once(between, 'message') as Promise<[Buffer, RemoteInfo]>;
  const unreachable = { type: 'host', address: 'nowhere.invalid', port: 9 } as const;
  const reachable = { type: 'host', address: '127.0.0.1', port } as const;
  await occupyFirstChecks({ ...own, candidates: [unreachable, reachable] });
  const [check] = await asked;
  beyond.send(check, host?.port, host?.address);
  const [answer] = (await once(beyond, 'message')) as [Buffer, RemoteInfo];
  expect(answer.readUInt16BE(0)).toBe(SUCCESS);
  expect(transactionOf(answer)).toBe(transactionOf(check));
});

test('there are three, each from an address of its own', async () => {
  const socket = await listening();
  const ports = new Set<number>();
  const heard = new Promise<void>((resolve) => {
    socket.on('message', (_, { port }) => {
      if (ports.add(port).size === 3) resolve();
    });
  });
  const { port } = socket.address();
  const own = { ufrag: 'abcd', pwd: 'a'.repeat(22), fingerprint: new Uint8Array(32) };
  const candidates = [{ type: 'host', address: '127.0.0.1', port }] as const;
  await occupyFirstChecks({ ...own, setup: 'actpass', candidates });
  await heard;
});

test.each([
  ['nothing to be reached at', []],
  ['an address of no network', [{ type: 'host', address: 'nowhere.invalid', port: 9 }]],
] as const)('%s is no trouble', async (_, candidates) => {
  const own = { ufrag: 'abcd', pwd: 'a'.repeat(22), fingerprint: new Uint8Array(32) };
  await expect(
    occupyFirstChecks({ ...own, setup: 'actpass', candidates }),
  ).resolves.toBeUndefined();
});
