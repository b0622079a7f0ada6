// One tab of the bulk benchmark: opens an end, then sends or counts.

import { ready } from '../../src/crypto/sodium.ts';
import { type End, type Heard, LinkEnd, RawEnd, type Role } from './bulk-ends.ts';

export interface RoundSpec {
  readonly kind: 'sotto' | 'raw';
  /** Of one bulk message on a raw channel; a link's frames carry what fits into 16 KiB. */
  readonly frameBytes: number;
  readonly bulkMs: number;
  readonly chatEveryMs: number;
}

export interface Received {
  readonly bytesPerSecond: number;
  /** One way, from the sender's clock to ours; the tabs share one machine. */
  readonly chatMs: readonly number[];
}

/** A chat line of usual length. */
const CHAT_BYTES = 100;

const wall = () => performance.timeOrigin + performance.now();

function open(role: Role, spec: RoundSpec, heard: Heard): End {
  const signals = new BroadcastChannel('bench');
  const raw = { role, bulkBytes: spec.frameBytes };
  return spec.kind === 'sotto'
    ? new LinkEnd(role, signals, heard)
    : new RawEnd(raw, signals, heard);
}

/** Answers, counts until the sender closes its round with an empty chat line. */
function receive(spec: RoundSpec): Promise<Received> {
  return new Promise((resolve) => {
    const chatMs: number[] = [];
    let bytes = 0;
    let [first, last] = [0, 0];
    const end = open('answerer', spec, {
      up: () => {},
      writable: () => {},
      bulk(length) {
        last = wall();
        if (first === 0) first = last;
        else bytes += length;
      },
      chat(line) {
        const sentAt = new DataView(line.buffer, line.byteOffset).getFloat64(0);
        if (sentAt > 0) chatMs.push(wall() - sentAt);
        else {
          end.close();
          resolve({ bytesPerSecond: bytes / ((last - first) / 1_000), chatMs });
        }
      },
    });
  });
}

/** Offers, then sends bulk as fast as it is taken, and a chat line now and then. */
function send(spec: RoundSpec): Promise<void> {
  return new Promise((resolve) => {
    const pump = () => {
      while (sending && end.writable) end.sendBulk(payload);
    };
    let sending = true;
    const end = open('offerer', spec, {
      up: () => start(),
      writable: () => pump(),
      bulk: () => {},
      chat: () => {},
    });
    const payload = crypto.getRandomValues(new Uint8Array(end.bulkBytes));
    const chat = (sentAt: number) => {
      const line = new Uint8Array(CHAT_BYTES);
      new DataView(line.buffer).setFloat64(0, sentAt);
      end.sendChat(line);
    };
    function start(): void {
      const chatting = setInterval(() => chat(wall()), spec.chatEveryMs);
      setTimeout(() => {
        sending = false;
        clearInterval(chatting);
        chat(0);
        resolve();
      }, spec.bulkMs);
      pump();
    }
  });
}

window.bulk = { receive, send, ready };

export interface BulkBench {
  receive: typeof receive;
  send: typeof send;
  ready: typeof ready;
}

declare global {
  interface Window {
    bulk: BulkBench;
  }
}
