// A bare WebTorrent client for tests of trackers: sends exactly what it is told, and hands out what
// arrives one frame at a time.

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { LineSocket } from '../line-socket.ts';

export type Frame = Readonly<Record<string, unknown>>;

export class TestClient extends LineSocket {
  /** Rejects when the handshake is refused. */
  static async connect(url: string, options: object = {}): Promise<TestClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    const client = new TestClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Sends a string or a buffer as it is, and anything else as JSON. */
  send(message: unknown): void {
    const raw = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(raw ? message : JSON.stringify(message));
  }

  async next(): Promise<Frame> {
    return JSON.parse(await this.nextLine()) as Frame;
  }

  async ask(message: unknown): Promise<Frame> {
    this.send(message);
    return this.next();
  }

  protected lineOf(data: Buffer): string {
    return String(data);
  }
}

/** A binary string of 20 characters that begins with `name`. */
export function id(name: string): string {
  return name.padEnd(20, '\u00fe').slice(0, 20);
}

export function offer(name: string, sdp = `sdp-of-${name}`): Frame {
  return { offer: { type: 'offer', sdp }, offer_id: id(name) };
}

/** An announce that every server takes; `fields` overrides, and undefined leaves a field out. */
export function announce(peer: string, fields: Frame = {}): Frame {
  return {
    action: 'announce',
    info_hash: id('room'),
    peer_id: id(peer),
    uploaded: 0,
    downloaded: 0,
    left: 1,
    ...fields,
  };
}

/** The first announce of a peer, with one offer for each name. */
export function start(peer: string, ...offers: readonly string[]): Frame {
  const wanted = { numwant: offers.length, offers: offers.map((name) => offer(name)) };
  return announce(peer, { event: 'started', ...(offers.length > 0 ? wanted : {}) });
}

export function answer(peer: string, to: string, name: string): Frame {
  return {
    action: 'announce',
    info_hash: id('room'),
    peer_id: id(peer),
    to_peer_id: id(to),
    offer_id: id(name),
    answer: { type: 'answer', sdp: `answer-to-${name}` },
  };
}

export function scrape(...rooms: readonly string[]): Frame {
  return { action: 'scrape', info_hash: rooms.map((room) => id(room)) };
}
