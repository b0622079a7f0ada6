// When to stop gathering ICE candidates. All of them travel in one description (DESIGN §4), so each
// moment waited here is a moment of everybody's joining, and each candidate missed may be the only
// way through.

import type { IceServer } from '../ports/rtc.ts';

/**
 * Our choice, for no servers at all. Measured in Chromium: the host candidates come within 1 ms of
 * each other, yet gathering calls itself complete 120 ms later.
 */
const QUIET_MS = 20;

/** DESIGN §2: how long after the last host candidate, once a server has answered. */
const SETTLE_MS = 150;

/** DESIGN §2: how long a silent server is waited for, candidates or none. */
const MAX_GATHERING_MS = 1_000;

/**
 * Calls `done` once: when gathering is complete; or 150 ms after the last host candidate, once what
 * the servers are for has come; or without servers 20 ms after it; or after 1 s in any case.
 * Returns how to stop waiting.
 */
export function watchGathering(
  connection: RTCPeerConnection,
  iceServers: readonly IceServer[],
  done: () => void,
): () => void {
  const wanted = wantedType(iceServers);
  let lastHostAt = performance.now();
  let settling: ReturnType<typeof setTimeout> | undefined;
  let found = false;

  const finish = () => {
    stop();
    done();
  };
  const onState = () => {
    if (connection.iceGatheringState === 'complete') finish();
  };
  const onCandidate = (event: RTCPeerConnectionIceEvent) => {
    const type = / typ (\w+)/.exec(event.candidate?.candidate ?? '')?.[1];
    if (type === 'host') lastHostAt = performance.now();
    if (type === wanted) found = true;
    if (!found) return;
    const patience = wanted === 'host' ? QUIET_MS : SETTLE_MS;
    clearTimeout(settling);
    settling = setTimeout(finish, Math.max(0, lastHostAt + patience - performance.now()));
  };
  const deadline = setTimeout(finish, MAX_GATHERING_MS);
  function stop(): void {
    clearTimeout(deadline);
    clearTimeout(settling);
    connection.removeEventListener('icegatheringstatechange', onState);
    connection.removeEventListener('icecandidate', onCandidate);
  }

  connection.addEventListener('icegatheringstatechange', onState);
  connection.addEventListener('icecandidate', onCandidate);
  return stop;
}

/** Whoever configured a relay needs its candidate, which comes after the reflexive one. */
function wantedType(iceServers: readonly IceServer[]): 'host' | 'srflx' | 'relay' {
  if (iceServers.length === 0) return 'host';
  const relays = iceServers.some((server) => server.urls.some((url) => /^turns?:/i.test(url)));
  return relays ? 'relay' : 'srflx';
}
