// What each message leads to. Every announce is answered, `stopped` included; offers go to distinct
// random others in the swarm, answers to whoever holds the peer id that they name.
//
//   A ── announce, offers ──▶ bridge ── offer ──▶ B          A ◀── response ── bridge
//   A ◀──── answer ────────── bridge ◀── answer ── B

import { bad, type Parsed } from '../../src/base/result.ts';
import type { Log } from '../../src/ports/log.ts';
import { SERVICES_KEY } from '../../src/wire/tracker.ts';
import type { Limits } from '../limits.ts';
import {
  type Announce,
  type Answer,
  type ClientMessage,
  type Id,
  type Offer,
  parseFrame,
  type Refusal,
  type Scrape,
} from './parse.ts';
import { Swarms } from './swarms.ts';

export interface Membership {
  readonly infoHash: Id;
  readonly peerId: Id;
}

/** What the router needs of a connection. */
export interface Client {
  /** The swarms entered through it, by infohash and peer id. */
  readonly memberships: Map<string, Membership>;
  send(frame: string): void;
  relay(frame: string): void;
}

export class Router {
  readonly swarms: Swarms<Client>;
  readonly #limits: Limits;
  readonly #log: Log;
  /** What every response says beside the counts. */
  readonly #extras: Readonly<Record<string, readonly string[]>>;

  constructor(limits: Limits, log: Log, services: readonly string[]) {
    this.swarms = new Swarms(limits);
    this.#limits = limits;
    this.#log = log;
    this.#extras = services.length > 0 ? { [SERVICES_KEY]: services } : {};
  }

  receive(client: Client, text: string): void {
    const parsed = parseFrame(text, this.#limits);
    if (parsed.ok) this.#handle(client, parsed.value);
    else this.#refuse(client, parsed);
  }

  /** Removes a closed client from every swarm, except where a newer socket took its place. */
  forget(client: Client): void {
    for (const { infoHash, peerId } of client.memberships.values()) {
      this.swarms.leave(infoHash, peerId, client);
    }
    client.memberships.clear();
  }

  #handle(client: Client, message: ClientMessage): void {
    if (message.kind === 'answer') this.#answer(client, message);
    else if (message.kind === 'scrape') this.#scrape(client, message);
    else if (message.event === 'stopped') this.#stop(client, message);
    else this.#announce(client, message);
  }

  #announce(client: Client, announce: Announce): void {
    if (announce.malformedOffers > 0) this.#log.count('malformed-offer-skipped');
    const joined = this.#join(client, announce);
    if (!joined.ok) {
      this.#refuseAnnounce(client, announce, joined.reason);
      return;
    }
    this.#respond(client, announce);
    joined.value.forEach((receiver, i) => {
      const offer = announce.offers[i];
      if (offer) receiver.relay(encodeOffer(announce, offer));
    });
  }

  #join(client: Client, announce: Announce): Parsed<readonly Client[]> {
    const { infoHash, peerId } = announce;
    const key = infoHash + peerId;
    const isNew = !client.memberships.has(key);
    if (isNew && client.memberships.size >= this.#limits.membershipsPerSocket) {
      return bad('too-many-swarms-on-this-socket');
    }
    const joined = this.swarms.join(announce, client);
    if (joined.ok) client.memberships.set(key, { infoHash, peerId });
    return joined;
  }

  /** Only the socket that holds a peer id can stop it; the reply is the same for all. */
  #stop(client: Client, announce: Announce): void {
    const { infoHash, peerId } = announce;
    this.swarms.leave(infoHash, peerId, client);
    client.memberships.delete(infoHash + peerId);
    this.#respond(client, announce);
  }

  #respond(client: Client, announce: Announce): void {
    const { complete, incomplete } = this.swarms.counts(announce.infoHash);
    client.send(
      JSON.stringify({
        action: 'announce',
        info_hash: announce.infoHash,
        interval: this.#limits.announceIntervalSeconds,
        complete,
        incomplete,
        ...this.#extras,
      }),
    );
  }

  /**
   * No reply, like most servers (TRACKERS §1.4). A receiver that has left is normal, and silent; a
   * sender who is not in the swarm under that peer id pretends to be somebody, and is told off.
   * Whether there was an offer is not asked, as by four of the five servers: to know, what strangers
   * offer would have to be kept. So an answer, like an offer, must not get its receiver closed.
   */
  #answer(client: Client, answer: Answer): void {
    const { infoHash, peerId, toPeerId } = answer;
    const receiver = this.swarms.holderOf(infoHash, toPeerId);
    if (this.swarms.holderOf(infoHash, peerId) !== client) {
      this.#refuseAnnounce(client, answer, 'answer-from-outside-the-swarm');
    } else if (receiver) {
      receiver.relay(encodeAnswer(answer));
    } else {
      this.#log.count('answer-to-absent-peer');
    }
  }

  #scrape(client: Client, scrape: Scrape): void {
    const files = scrape.infoHashes.map((infoHash) => {
      const { complete, incomplete } = this.swarms.counts(infoHash);
      return [infoHash, { complete, incomplete, downloaded: complete }] as const;
    });
    client.send(
      JSON.stringify({
        action: 'scrape',
        files: Object.fromEntries(files),
        flags: { min_request_interval: this.#limits.announceIntervalSeconds },
      }),
    );
  }

  #refuseAnnounce(client: Client, { infoHash }: Announce | Answer, reason: string): void {
    this.#refuse(client, { ok: false, reason, action: 'announce', infoHash });
  }

  /** Clients stumble over an error that lacks `action` or `info_hash`, so both are always there. */
  #refuse(client: Client, { action, infoHash, reason }: Refusal): void {
    this.#log.count(reason);
    client.send(JSON.stringify({ action, info_hash: infoHash, 'failure reason': reason }));
  }
}

function encodeOffer({ infoHash, peerId }: Announce, { offerId, sdp }: Offer): string {
  return JSON.stringify({
    action: 'announce',
    info_hash: infoHash,
    peer_id: peerId,
    offer_id: offerId,
    offer: { type: 'offer', sdp },
  });
}

function encodeAnswer({ infoHash, peerId, offerId, sdp }: Answer): string {
  return JSON.stringify({
    action: 'announce',
    info_hash: infoHash,
    peer_id: peerId,
    offer_id: offerId,
    answer: { type: 'answer', sdp },
  });
}
