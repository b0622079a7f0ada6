// ICE that waits for a person (RtcOptions.pace 'by-hand'): the answerer's code may lie on somebody's
// screen for minutes before the offerer takes it, and no runtime waits that long by itself.
//
// Measured, with an offerer that says nothing meanwhile:
//   Chromium        checks for 15 s, tells `failed` and sends nothing more; recovers when it is found
//   Firefox         ends for good after 5 s in which no check was under way
//   libdatachannel  ends for good 40 s after it learned of the last candidate
//
// So a side that waits gives itself the other's candidates again every few seconds, each time as of a
// later generation, for which Chromium begins anew (and whose checks keep a NAT open for the other
// side). Beside them it names an address that no router forwards to: a check that is never answered
// keeps Firefox and libdatachannel from concluding that all have failed.

import type { Candidate } from '../wire/description.ts';
import { printCandidate } from '../wire/sdp.ts';

/** Our choice: sooner than Firefox ends, and its checks of one candidate take a little longer. */
const ROUND_MS = 4_000;
/** A NAT forgets an unanswered UDP binding after 30 s or more (RFC 4787, REQ-5: two minutes). */
const ROUNDS_TO_REPEAT = 4;
/**
 * Measured: libjuice gives up 40.6 s after the last candidate, and takes 20 in all. At one in 36 s, and
 * with a few real ones, they last for nine minutes; more are refused, which does no harm.
 */
const ROUNDS_TO_BUSY = { browser: 1, libdatachannel: 9 } as const;

/** RFC 7600: the IPv4 dummy address; IANA: neither a destination nor forwardable. */
const NOWHERE = '192.0.0.8';
const FIRST_PORT = 1_024;

/** Begins at once; returns how to stop. */
export function keepChecking(
  connection: RTCPeerConnection,
  candidates: readonly Candidate[],
  runtime: 'browser' | 'libdatachannel',
): () => void {
  let round = 0;
  const add = (candidate: string) => {
    // One that is refused is one path less; the others still count.
    connection.addIceCandidate({ candidate, sdpMid: '0' }).catch(() => {});
  };
  const next = () => {
    const busy = round / ROUNDS_TO_BUSY[runtime];
    if (Number.isInteger(busy)) add(nowhere(busy));
    if (round > 0 && round % ROUNDS_TO_REPEAT === 0) {
      const generation = round / ROUNDS_TO_REPEAT;
      candidates.forEach((candidate, index) => {
        add(`${printCandidate(candidate, index)} generation ${generation}`);
      });
    }
    round += 1;
  };
  const timer = setInterval(next, ROUND_MS);
  next();
  return () => clearInterval(timer);
}

/** Each a new one, since what was tried is not tried again; the latest before those of before. */
function nowhere(index: number): string {
  const port = FIRST_PORT + index;
  return `candidate:${FIRST_PORT + index} 1 udp ${1 + index} ${NOWHERE} ${port} typ host`;
}
