// Where to meet and how to connect, as the person has it. Nothing is stored: it lives as long as
// the page. Until something is changed, the lists are the library's, and follow its defaults.

import type { ConnectOptions, IceServer } from '../../browser.ts';

export interface Relay {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
}

export interface Usual {
  readonly trackers: readonly string[];
  readonly maxTrackers: number;
  readonly iceServers: readonly IceServer[];
}

/** What `join` takes; with more, or a longer address, it refuses. */
const MAX_SERVERS = 8;
const MAX_ADDRESS_LENGTH = 500;

const TRACKER = /^wss?:\/\/[^\s#]+$/i;

/**
 * RFC 7064 §3.1 and RFC 7065 §3.1. Browsers make no connection at all while one of their servers
 * is written in another way, or a relay lacks its password.
 */
const HOST_AND_PORT = String.raw`(?:\[[\da-f:.]+\]|[^\s/?#@:[\]]+)(?::(?<port>\d{1,5}))?`;
const STUN = new RegExp(`^stuns?:${HOST_AND_PORT}$`, 'i');
const TURN = new RegExp(String.raw`^turns?:${HOST_AND_PORT}(?:\?transport=(?:udp|tcp))?$`, 'i');
const MAX_PORT = 65_535;

export class Settings {
  nickname = $state('');
  relayOnly = $state(false);
  /** Whether authors learn that their messages were read here. */
  tellRead = $state(false);
  /** A word from the system when something is said behind a hidden page. */
  notifies = $state(false);
  /** A soft tone at the same. */
  sounds = $state(false);
  relays = $state.raw<readonly Relay[]>([]);
  /** The tracker that served this page, when there is one. */
  bridge = $state.raw<string>();
  #trackers = $state.raw<readonly string[]>();
  #stun = $state.raw<readonly string[]>();
  #usual = $state.raw<Usual>({ trackers: [], maxTrackers: 0, iceServers: [] });

  readonly trackers = $derived(this.#trackers ?? this.#usualTrackers());
  readonly stun = $derived(this.#stun ?? this.#usual.iceServers.flatMap((server) => server.urls));
  readonly full = $derived(this.trackers.length >= this.#usual.maxTrackers);
  /** Address helpers and relays together. */
  readonly fullServers = $derived(this.stun.length + this.relays.length >= MAX_SERVERS);
  readonly ownTrackers = $derived(this.#trackers !== undefined);
  readonly ownStun = $derived(this.#stun !== undefined);
  /** Hidden, but with nothing to hide behind: nobody can be reached. */
  readonly hiddenWithoutRelay = $derived(this.relayOnly && this.relays.length === 0);

  useUsual(usual: Usual): void {
    this.#usual = usual;
  }

  /** The person's own come first: they were added because the others do not do. */
  addTracker(url: string): boolean {
    const clean = url.trim();
    if (this.full || !TRACKER.test(clean) || !fits(clean) || !URL.canParse(clean)) return false;
    this.#trackers = [clean, ...this.trackers.filter((other) => other !== clean)];
    return true;
  }

  removeTracker(url: string): void {
    this.#trackers = this.trackers.filter((other) => other !== url);
  }

  restoreTrackers(): void {
    this.#trackers = undefined;
  }

  addStun(url: string): boolean {
    const clean = withScheme(url, 'stun');
    if (this.fullServers || !isServer(clean, STUN)) return false;
    this.#stun = [clean, ...this.stun.filter((other) => other !== clean)];
    return true;
  }

  removeStun(url: string): void {
    this.#stun = this.stun.filter((other) => other !== url);
  }

  restoreStun(): void {
    this.#stun = undefined;
  }

  addRelay(relay: Relay): boolean {
    const url = withScheme(relay.url, 'turn');
    if (this.fullServers || !isServer(url, TURN)) return false;
    if (relay.username === '' || relay.credential === '') return false;
    this.relays = [{ ...relay, url }, ...this.relays.filter((other) => other.url !== url)];
    return true;
  }

  removeRelay(url: string): void {
    this.relays = this.relays.filter((other) => other.url !== url);
  }

  /** For `join`. Relays first: those that no longer fit are usual helpers, put back beside many. */
  options(): ConnectOptions {
    const servers = [...this.relays.map(asServer), ...this.stun.map((url) => ({ urls: [url] }))];
    return {
      trackers: this.trackers,
      iceServers: servers.slice(0, MAX_SERVERS),
      relayOnly: this.relayOnly,
      nickname: this.nickname,
    };
  }

  /** Everything that was entered here, passwords first of all. */
  forget(): void {
    this.nickname = '';
    this.relayOnly = false;
    this.tellRead = false;
    this.notifies = false;
    this.sounds = false;
    this.relays = [];
    this.#trackers = undefined;
    this.#stun = undefined;
  }

  #usualTrackers(): readonly string[] {
    const bridge = this.bridge === undefined ? [] : [this.bridge];
    return [...new Set([...bridge, ...this.#usual.trackers])];
  }
}

function fits(address: string): boolean {
  return address.length <= MAX_ADDRESS_LENGTH;
}

function isServer(url: string, shape: RegExp): boolean {
  const match = shape.exec(url);
  const port = Number(match?.groups?.port ?? 1);
  return match !== null && fits(url) && port > 0 && port <= MAX_PORT;
}

function asServer({ url, username, credential }: Relay): IceServer {
  return { urls: [url], username, credential };
}

function withScheme(url: string, scheme: string): string {
  const clean = url.trim();
  return clean === '' || /^[a-z]+:/i.test(clean) ? clean : `${scheme}:${clean}`;
}
