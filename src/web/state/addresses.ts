// Which addresses of servers are taken: those with which a connection can be made at all.

/** What `join` takes; with a longer one it refuses. */
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

export function isTracker(url: string): boolean {
  return TRACKER.test(url) && fits(url) && URL.canParse(url);
}

export function isStun(url: string): boolean {
  return isServer(url, STUN);
}

export function isTurn(url: string): boolean {
  return isServer(url, TURN);
}

function fits(address: string): boolean {
  return address.length <= MAX_ADDRESS_LENGTH;
}

function isServer(url: string, shape: RegExp): boolean {
  const match = shape.exec(url);
  const port = Number(match?.groups?.port ?? 1);
  return match !== null && fits(url) && port > 0 && port <= MAX_PORT;
}
