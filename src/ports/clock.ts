// The clock port: the only source of time, and one alarm at a time per holder.

import type { Instant } from '../base/time.ts';

export interface Clock {
  /**
   * Milliseconds since the Unix epoch, never less than an earlier answer. It follows the system's
   * clock forwards (sleep, corrections) and stands on its own when that is set back.
   */
  now(): Instant;
  /** Calls `ring` once at or after `at`; possibly much later, in a background tab. */
  alarm(at: Instant, ring: () => void): Cancel;
}

/** Forgets what it was returned for. Harmless when called twice or too late. */
export type Cancel = () => void;
