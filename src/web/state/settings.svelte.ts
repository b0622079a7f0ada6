// Where to meet and how to connect, as the person has it. It lives as long as the page, unless somebody
// asks that it be kept (keeping.svelte.ts). Until something is changed, the lists are the library's, and follow its defaults.

import type { ConnectOptions, IceServer } from '../../browser.ts';
import { isStun, isTracker, isTurn } from './addresses.ts';

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

/** What `join` takes; with more it refuses. */
const MAX_SERVERS = 8;

/** The lists as the person has changed them; undefined for the usual ones. */
export interface OwnServers {
  readonly relayOnly: boolean;
  readonly trackers: readonly string[] | undefined;
  readonly stun: readonly string[] | undefined;
}

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
    // Kept ones may be from a build that took more.
    this.#trackers = this.#trackers?.slice(0, usual.maxTrackers);
  }

  /** What may be kept: neither the name nor a relay, since its password goes with it. */
  get own(): OwnServers {
    return { relayOnly: this.relayOnly, trackers: this.#trackers, stun: this.#stun };
  }

  useOwn({ relayOnly, trackers, stun }: OwnServers): void {
    this.relayOnly = relayOnly;
    this.#trackers = trackers?.slice(0, this.#usual.maxTrackers || MAX_SERVERS);
    this.#stun = stun?.slice(0, MAX_SERVERS);
  }

  /** The person's own come first: they were added because the others do not do. */
  addTracker(url: string): boolean {
    const clean = url.trim();
    if (this.full || !isTracker(clean)) return false;
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
    if (this.fullServers || !isStun(clean)) return false;
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
    if (this.fullServers || !isTurn(url)) return false;
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

function asServer({ url, username, credential }: Relay): IceServer {
  return { urls: [url], username, credential };
}

function withScheme(url: string, scheme: string): string {
  const clean = url.trim();
  return clean === '' || /^[a-z]+:/i.test(clean) ? clean : `${scheme}:${clean}`;
}
