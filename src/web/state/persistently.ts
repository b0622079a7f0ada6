// Trying again what a network may refuse for a moment.

/** Our choice: not seen when all goes well, and no longer than a person waits without wondering. */
const PAUSES_MS = [250, 750, 2_000];

/** Tries again after each pause; rejects as the last try does. */
export async function persistently<Fetched>(load: () => Promise<Fetched>): Promise<Fetched> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return load();
}
