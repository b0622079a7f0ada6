// Why it does not connect: of all that may be the matter, the one cause to tell, and its sentence.
// The banner and the doctor ask here, so that they never contradict each other.

import type { Trouble } from '../../text/types.ts';
import { CLOCK_WINDOW_MS } from './page-clock.ts';
import { isHiddenForNothing, isSilent, isUnsupported, type Situation } from './situation.ts';
import { text } from './text.ts';

export type Cause =
  | Exclude<keyof typeof text.doctor, 'not-loaded' | 'nobody-here'>
  /** Somebody's clock and this one differ; which is wrong can't be known. */
  | 'clock-skew'
  /** The page's server tells that it is this one, or that it is theirs. */
  | 'own-clock'
  | 'their-clock';

/** Undefined while nothing is known to be the matter. What can't work at all comes first. */
export function causeOf(situation: Situation): Cause | undefined {
  const { online, here, notices } = situation;
  if (isUnsupported(situation)) return 'unsupported';
  if (!online) return 'offline';
  if (isHiddenForNothing(situation)) return 'no-relay';
  const clock = clockCause(situation);
  if (clock !== undefined) return clock;
  if (notices.has('other-version')) return 'other-version';
  if (here.length === 0) {
    const path = (['no-bridge', 'no-path'] as const).find((code) => notices.has(code));
    if (path !== undefined) return path;
  }
  return meetingCause(situation);
}

/** Of two clocks that differ, the one that is further from the server's is to be set. */
export function clockCause(situation: Situation): Cause | undefined {
  const own = ownDifference(situation);
  const skew = skewOf(situation);
  if (own === undefined) return skew === undefined ? undefined : 'clock-skew';
  if (skew !== undefined) {
    return Math.abs(own) >= Math.abs(skew - own) ? 'own-clock' : 'their-clock';
  }
  return Math.abs(own) > CLOCK_WINDOW_MS ? 'own-clock' : undefined;
}

function meetingCause(situation: Situation): Cause | undefined {
  const { trackers, here } = situation;
  if (trackers.length === 0 || !isSilent(situation)) return undefined;
  return here.length > 0 ? 'meeting-points-lost' : 'meeting-points-silent';
}

/** What a person is told of a cause. */
export function tell(cause: Cause, situation: Situation): Trouble {
  const { clockSkew, diagnosis, doctor } = text;
  const skewMs = skewOf(situation) ?? 0;
  switch (cause) {
    case 'clock-skew':
      return clockTrouble(situation, clockSkew.says(skewMs), clockSkew.next);
    case 'own-clock': {
      const { own, ownNext } = diagnosis.clock;
      return clockTrouble(situation, own(ownDifference(situation) ?? 0), ownNext);
    }
    case 'their-clock':
      return clockTrouble(
        situation,
        `${clockSkew.says(skewMs)} ${diagnosis.clock.oursRight}`,
        diagnosis.clock.theirsNext,
      );
    default:
      return doctor[cause];
  }
}

/** Whose clock it is can't be known: that of somebody who came in since, or of one who is missing. */
function clockTrouble({ here }: Situation, says: string, next: string): Trouble {
  const { blocks, inCompany } = text.clockSkew;
  return { says: `${says} ${here.length > 0 ? inCompany : blocks}`, next };
}

function ownDifference({ clock }: Situation): number | undefined {
  return clock.kind === 'read' ? clock.differenceMs : undefined;
}

function skewOf({ notices }: Situation): number | undefined {
  const notice = notices.get('clock-skew');
  return notice?.code === 'clock-skew' ? notice.differenceMs : undefined;
}
