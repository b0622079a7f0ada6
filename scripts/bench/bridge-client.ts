// One WebTorrent client of the bridge benchmark. Its frames are written once and sent many times,
// and of what it hears it only looks at the kind, so that one core keeps a server busy on another.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Heard = 'response' | 'offer' | 'answer' | 'refusal';

/** TRACKERS §1.6: what Chromium writes for one data channel with two candidates. */
const SDP_UNITS = 716;
const SDP_LINE = 'a=candidate:1 1 udp 2113937151 6f1c9b8e-7d11.local 54321 typ host\r\n';
const SDP = `v=0\r\n${SDP_LINE.repeat(20)}`.slice(0, SDP_UNITS);

/** Handshakes under way at once. */
const WAVE = 250;

/** A binary string of 20 bytes, as infohashes and offer ids are. */
export function randomId(): string {
  return randomBytes(20).toString('latin1');
}

/** As WebTorrent makes its own. */
export function randomPeerId(): string {
  return `-WW0300-${randomBytes(9).toString('base64')}`;
}

export interface Membership {
  readonly infoHash: string;
  readonly peerId: string;
}

export function announceFrame(
  { infoHash, peerId }: Membership,
  event?: 'started' | 'stopped',
  offers = 0,
): Buffer {
  const offered = Array.from({ length: offers }, () => ({
    offer: { type: 'offer', sdp: SDP },
    offer_id: randomId(),
  }));
  return encode({
    action: 'announce',
    info_hash: infoHash,
    peer_id: peerId,
    ...(event ? { event } : {}),
    uploaded: 0,
    downloaded: 0,
    left: 1,
    ...(offers > 0 ? { numwant: offers, offers: offered } : {}),
  });
}

export function answerFrame({ infoHash, peerId }: Membership, toPeerId: string): Buffer {
  return encode({
    action: 'announce',
    info_hash: infoHash,
    peer_id: peerId,
    to_peer_id: toPeerId,
    offer_id: randomId(),
    answer: { type: 'answer', sdp: SDP },
  });
}

function encode(message: object): Buffer {
  return Buffer.from(JSON.stringify(message));
}

export class BenchClient {
  /** Told of every frame that arrives. */
  onHeard: (kind: Heard) => void = () => {};
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (frame: Buffer) => this.onHeard(kindOf(frame)));
  }

  /** Connects from a source of its own, the `index`-th of 127.0.0.0/8 after 127.1.0.0. */
  static async connect(url: string, index: number): Promise<BenchClient> {
    const localAddress = `127.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    const socket = new WebSocket(url, { perMessageDeflate: false, localAddress });
    await once(socket, 'open');
    return new BenchClient(socket);
  }

  /** Opens many, a wave at a time. */
  static async connectAll(url: string, count: number): Promise<BenchClient[]> {
    const clients: BenchClient[] = [];
    while (clients.length < count) {
      const first = clients.length;
      const wave = Array.from({ length: Math.min(WAVE, count - first) }, (_, i) =>
        BenchClient.connect(url, first + i),
      );
      clients.push(...(await Promise.all(wave)));
    }
    return clients;
  }

  /** As a text frame, like a browser. */
  send(frame: Buffer): void {
    this.#socket.send(frame, { binary: false });
  }

  /** Sends all of them at once and resolves when as many responses have come. */
  async ask(frames: readonly Buffer[]): Promise<void> {
    if (frames.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      let missing = frames.length;
      this.onHeard = (kind) => {
        if (kind !== 'response') reject(new Error(`the server sent a ${kind}`));
        else if (--missing === 0) resolve();
      };
      for (const frame of frames) this.send(frame);
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}

function kindOf(frame: Buffer): Heard {
  if (frame.includes('"offer":')) return 'offer';
  if (frame.includes('"answer":')) return 'answer';
  return frame.includes('"interval":') ? 'response' : 'refusal';
}
