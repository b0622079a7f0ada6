// Every limit of the bridge, in one place. An operator may change any of them
// (`--limit name=value`, or `limits` of `startBridge`); each has a test that reaches it.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/base/time.ts';

export interface Limits {
  // What one frame may hold.
  readonly frameBytes: number;
  readonly offersPerAnnounce: number;
  readonly offerIdUnits: number;
  readonly hashesPerScrape: number;
  // One socket.
  readonly membershipsPerSocket: number;
  readonly messagesPerSecondPerSocket: number;
  readonly messageBurstPerSocket: number;
  readonly longestPauseMs: number;
  readonly bufferedBytesBeforeOffersDrop: number;
  readonly bufferedBytesPerSocket: number;
  readonly pingIntervalMs: number;
  readonly silenceMs: number;
  // One address; of IPv6, one /64.
  readonly socketsPerAddress: number;
  readonly roomySocketsPerAddress: number;
  readonly crowdedShare: number;
  readonly messagesPerSecondPerAddress: number;
  readonly messageBurstPerAddress: number;
  readonly dhtOperationsPerSecondPerAddress: number;
  readonly dhtOperationBurstPerAddress: number;
  readonly dhtWatchesPerAddress: number;
  // One socket of the gateway to the DHT.
  readonly dhtRequestsPerSecondPerSocket: number;
  readonly dhtRequestBurstPerSocket: number;
  readonly dhtWatchesPerSocket: number;
  // The gateway.
  readonly dhtWatchedTargets: number;
  readonly dhtLookupsPerSecond: number;
  readonly dhtLookupBurst: number;
  readonly dhtPollsPerSecond: number;
  readonly dhtWritesPerSecond: number;
  readonly dhtWriteBurst: number;
  readonly dhtWrites: number;
  readonly dhtCachedItems: number;
  readonly dhtCachedMs: number;
  // One circuit of the frame relay.
  readonly circuitBytesPerSecond: number;
  readonly circuitBurstBytes: number;
  readonly circuitBufferedBytes: number;
  readonly circuitBytes: number;
  readonly circuitMs: number;
  // One address, and the frame relay.
  readonly circuitsPerAddress: number;
  readonly circuits: number;
  // One swarm.
  readonly peersPerSwarm: number;
  readonly peerAgeMs: number;
  readonly announceIntervalSeconds: number;
  // The whole bridge.
  readonly sockets: number;
  readonly swarms: number;
  readonly addresses: number;
  readonly connections: number;
}

/** A frame draws one message from the budgets for each such part of its size. Our choice. */
export const BYTES_PER_MESSAGE = 4_096;

export const DEFAULT_LIMITS: Limits = {
  // TRACKERS §1.4: the message limit of wt, owt and aq.
  frameBytes: 65_536,
  // TRACKERS §1.4: what wt and owt relay. Clients that keep to the common subset send ten at most.
  offersPerAnnounce: 20,
  // Clients send 20 (TRACKERS §1.1); some servers take anything, so room is left. Our choice.
  offerIdUnits: 128,
  // Our choice: more than a client follows at once.
  hashesPerScrape: 64,

  // One WebTorrent client shares its socket between all its torrents. Our choice.
  membershipsPerSocket: 128,
  // Our choice: a client announces every 50 s (TRACKERS §1.8); the burst is for the answers of a
  // member whom a whole room meets at once, and for a client that resumes 100 torrents.
  messagesPerSecondPerSocket: 10,
  messageBurstPerSocket: 200,
  // A socket that owes more than this is not busy but hostile, and is closed. Our choice.
  longestPauseMs: 30 * SECOND_MS,
  // Our choice: offers and answers are the only traffic that others cause, and the first to be let go;
  // only replies to what it asked itself may bring a reader to the second limit.
  bufferedBytesBeforeOffersDrop: 262_144,
  bufferedBytesPerSocket: 1_048_576,
  // Below the 100 s after which proxies in front cut a silent connection (TRACKERS §1.5).
  pingIntervalMs: 45 * SECOND_MS,
  // TRACKERS §1.5: wt and owt close after as long.
  silenceMs: 4 * MINUTE_MS,

  // BRIDGE, limits: soft at 64 and hard at 256, because offices and Tor exits share an address.
  socketsPerAddress: 256,
  roomySocketsPerAddress: 64,
  // The part of the message budget that sockets beyond `roomySocketsPerAddress` get. Our choice.
  crowdedShare: 0.25,
  // Our choice: twenty sockets at their full rate.
  messagesPerSecondPerAddress: 200,
  messageBurstPerAddress: 4_000,

  // Our choice, twice the start value of BRIDGE: a family that joins together reads four slots and
  // writes as many; what is read for several at once counts once.
  dhtOperationsPerSecondPerAddress: 4,
  dhtOperationBurstPerAddress: 40,
  // Our choice: sixteen people of one house; ten such houses leave room for others.
  dhtWatchesPerAddress: 64,

  // Our choice, twice the start value of BRIDGE: around the hour there are eight slots to read.
  dhtRequestsPerSecondPerSocket: 4,
  dhtRequestBurstPerSocket: 40,
  // BRIDGE: "per connection 16 watches … global 2 000 watched targets, 10 lookups/s … cache 10 000
  // items / 2 h".
  dhtWatchesPerSocket: 16,
  dhtWatchedTargets: 2_000,
  dhtLookupsPerSecond: 10,
  // Our choice: a few rooms that meet at the full hour.
  dhtLookupBurst: 100,
  // Our choice: as many again for those who watch, who never hold up those who ask.
  dhtPollsPerSecond: 10,
  // Our choice: half of the lookups, since a write is two of them.
  dhtWritesPerSecond: 5,
  dhtWriteBurst: 50,
  // Our choice: targets with a write under way, or that had one within two seconds.
  dhtWrites: 1_000,
  dhtCachedItems: 10_000,
  dhtCachedMs: 2 * HOUR_MS,

  // Our choice: a photo in seconds, and what a small server spares for many. Small frames count as
  // `BYTES_PER_MESSAGE`, of which this is 128: more than the 100 messages that a room lets through.
  circuitBytesPerSecond: 524_288,
  circuitBurstBytes: 2_097_152,
  // Our choice: an end that has more than this to take in holds the other one up.
  circuitBufferedBytes: 262_144,
  // Our choice: a long day's talk with its pictures; the two then open another.
  circuitBytes: 1_073_741_824,
  circuitMs: 12 * HOUR_MS,
  // Our choice: a person in two rooms of several who cannot be reached otherwise; and offices.
  circuitsPerAddress: 32,
  circuits: 1_000,

  // OVERLAY: the largest room that was simulated.
  peersPerSwarm: 10_000,
  // Four announces missed; as long as `silenceMs`, after which the socket goes too. Our choice.
  peerAgeMs: 4 * MINUTE_MS,
  // Our choice, within the 50 to 120 s that all clients know (TRACKERS §1.5).
  announceIntervalSeconds: 60,

  // Our choice, for a machine with 1 GB: about 20 kB for an open socket.
  sockets: 20_000,
  swarms: 100_000,
  addresses: 50_000,
  // Open TCP connections, page loads included. Our choice.
  connections: 25_000,
};
