// Which kind of path ICE has chosen, from the statistics (W3C webrtc-stats).

/** How packets travel now; undefined while nothing is selected. */
export async function selectedPath(
  connection: RTCPeerConnection,
): Promise<'direct' | 'relay' | undefined> {
  const stats = new Map<string, Report>();
  for (const [id, report] of await connection.getStats()) stats.set(id, report);
  const pair = selectedPair(stats);
  if (pair === undefined) return undefined;
  const relayed = [pair.localCandidateId, pair.remoteCandidateId].some(
    (id) => id !== undefined && stats.get(id)?.candidateType === 'relay',
  );
  return relayed ? 'relay' : 'direct';
}

/** The few fields that are read, of whichever report. */
interface Report {
  readonly type: string;
  readonly selectedCandidatePairId?: string;
  /** Firefox marks the pair itself and has no transport report. */
  readonly selected?: boolean;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
}

function selectedPair(stats: ReadonlyMap<string, Report>): Report | undefined {
  for (const report of stats.values()) {
    const id = report.type === 'transport' ? report.selectedCandidatePairId : undefined;
    if (id !== undefined) return stats.get(id);
    if (report.type === 'candidate-pair' && report.selected === true) return report;
  }
  return undefined;
}
