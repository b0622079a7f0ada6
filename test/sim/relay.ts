// A bridge's frame relay for the simulated world: joins two sockets that name one token, and passes
// on what they send. The real one is tested over real sockets; here it only has to be honest.

import { toHex } from '../../src/base/bytes.ts';
import {
  type CircuitFrame,
  encodeCircuitFrame,
  parseCircuitFrame,
} from '../../src/wire/circuit.ts';
import type { ServerSocket, SocketServer } from './net/sockets.ts';

type IsMember = (infohash: Uint8Array, peerId: Uint8Array) => boolean;

export class SimRelay {
  readonly #isMember: IsMember;
  readonly #waiting = new Map<string, ServerSocket>();
  readonly #other = new Map<ServerSocket, ServerSocket>();
  /** Circuits that were joined, ever. */
  joined = 0;

  constructor(isMember: IsMember) {
    this.#isMember = isMember;
  }

  serverAt(host: string): SocketServer {
    return {
      host,
      connected: () => {},
      heard: (client, data) => this.#heard(client, data as Uint8Array),
      gone: (client) => this.#gone(client),
    };
  }

  #heard(client: ServerSocket, bytes: Uint8Array): void {
    const parsed = parseCircuitFrame(bytes);
    if (!parsed.ok) throw new Error(`a member sent a frame with ${parsed.reason}`);
    if (parsed.value.kind === 'open') this.#open(client, parsed.value);
    else this.#other.get(client)?.send(encodeCircuitFrame(parsed.value));
  }

  #open(
    client: ServerSocket,
    { token, infohash, peerId }: Extract<CircuitFrame, { readonly kind: 'open' }>,
  ): void {
    if (!this.#isMember(infohash, peerId)) return this.#refuse(client);
    const key = toHex(token);
    const other = this.#waiting.get(key);
    if (other === undefined) {
      this.#waiting.set(key, client);
      return;
    }
    this.#waiting.delete(key);
    this.#other.set(client, other).set(other, client);
    this.joined += 1;
    for (const end of [client, other]) end.send(encodeCircuitFrame({ kind: 'joined' }));
  }

  #refuse(client: ServerSocket): void {
    client.send(encodeCircuitFrame({ kind: 'refused', reason: 'stranger' }));
    client.close();
  }

  #gone(client: ServerSocket): void {
    for (const [key, end] of this.#waiting) if (end === client) this.#waiting.delete(key);
    const other = this.#other.get(client);
    this.#other.delete(client);
    if (other === undefined) return;
    this.#other.delete(other);
    other.close();
  }
}
