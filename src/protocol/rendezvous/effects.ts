// What the parts of one rendezvous want done, gathered in order until the machine hands it out.

import type { DhtCommand, RendezvousOutput, SocketCommand, SocketId } from './contract.ts';

export class Effects {
  #outputs: RendezvousOutput[] = [];
  #sockets: SocketId = 0;

  push(output: RendezvousOutput): void {
    this.#outputs.push(output);
  }

  command(socket: SocketId, command: SocketCommand): void {
    this.#outputs.push({ kind: 'socket', socket, command });
  }

  dht(command: DhtCommand): void {
    this.#outputs.push({ kind: 'dht', command });
  }

  /** Opens a socket under an id that was never used before. */
  open(url: string): SocketId {
    const socket = ++this.#sockets;
    this.command(socket, { kind: 'open', url });
    return socket;
  }

  drop(reason: string): void {
    this.#outputs.push({ kind: 'dropped', reason });
  }

  take(): RendezvousOutput[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }
}
