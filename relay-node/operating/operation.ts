// A bridge in operation: the bridge itself, its figures, its log and its certificate, from the start
// to the drain.

import { bad, ok, type Parsed } from '../../src/base/result.ts';
import { type Bridge, startBridge } from '../bridge.ts';
import type { RunOptions } from '../options.ts';
import { codeOf, type Journal } from './journal.ts';
import { type Metrics, startMetrics } from './metrics.ts';
import { preflight } from './preflight.ts';
import { listenSentence, startSentence } from './sentences.ts';
import { type Certificate, daysLeft, loadCertificate } from './tls.ts';
import { Watch } from './watch.ts';

/** Our choice: whatever renews certificates does so earlier, and something is wrong if it did not. */
const EXPIRES_SOON_DAYS = 14;

interface Parts {
  readonly bridge: Bridge;
  readonly metrics: Metrics | undefined;
  readonly certificate: Certificate | undefined;
  readonly journal: Journal;
}

export class Operation {
  readonly bridge: Bridge;
  readonly metrics: Metrics | undefined;
  readonly #options: RunOptions;
  readonly #journal: Journal;
  readonly #watch: Watch;
  #certificate: Certificate | undefined;

  /** The operation, or one sentence about why it can't start. */
  static async start(options: RunOptions, journal: Journal): Promise<Parsed<Operation>> {
    const { dht } = options.bridge;
    const fault = dht && (await preflight(dht));
    if (fault !== undefined) return bad(fault);
    const loaded = options.tls && (await loadCertificate(options.tls));
    if (loaded && !loaded.ok) return loaded;
    journal.write('start');
    const certificate = loaded?.value;
    const bridge = await openBridge(options, certificate, journal);
    if (!bridge.ok) return bridge;
    const metrics = await openMetrics(options, bridge.value);
    if (metrics.ok) {
      const parts = { bridge: bridge.value, metrics: metrics.value, certificate, journal };
      return ok(new Operation(options, parts));
    }
    await bridge.value.close();
    return metrics;
  }

  private constructor(options: RunOptions, { bridge, metrics, certificate, journal }: Parts) {
    this.bridge = bridge;
    this.metrics = metrics;
    this.#options = options;
    this.#journal = journal;
    this.#certificate = certificate;
    const { summaryMs } = options;
    this.#sayReady();
    this.#watch = new Watch({ bridge, journal, summaryMs, onSummary: () => this.#warnOfExpiry() });
  }

  /** Reads the certificate again; connections that are open keep theirs. */
  async reload(): Promise<void> {
    const { tls } = this.#options;
    if (tls === undefined) return this.#journal.write('nothing-to-reload');
    const loaded = await loadCertificate(tls);
    if (!loaded.ok) return this.#journal.write('certificate-kept');
    this.bridge.useCertificate(loaded.value);
    this.#certificate = loaded.value;
    this.#journal.write('certificate-loaded', { daysLeft: daysLeft(loaded.value, Date.now()) });
    this.#warnOfExpiry();
  }

  /** Resolves when the last client is gone and the nodes of the DHT are saved. */
  async stop(): Promise<void> {
    this.#journal.write('drain', { sockets: this.bridge.stats().sockets });
    await this.bridge.drain();
    this.#watch.look();
    this.#watch.close();
    await this.metrics?.close();
    this.#journal.write('stop');
  }

  #sayReady(): void {
    const { trustProxy = false, origins } = this.#options.bridge;
    const { dht, relay } = this.bridge.condition();
    this.#journal.write('ready', {
      port: this.bridge.port,
      metricsPort: this.metrics?.port,
      tls: this.#certificate !== undefined,
      trustProxy,
      origins: origins?.length,
      dht: dht !== 'off',
      relay,
    });
    this.#warnOfExpiry();
  }

  #warnOfExpiry(): void {
    if (this.#certificate === undefined) return;
    const days = daysLeft(this.#certificate, Date.now());
    if (days <= EXPIRES_SOON_DAYS) this.#journal.write('certificate-expires', { daysLeft: days });
  }
}

async function openBridge(
  options: RunOptions,
  tls: Certificate | undefined,
  journal: Journal,
): Promise<Parsed<Bridge>> {
  const onUntrustedProxy = () => journal.write('proxy-not-trusted');
  try {
    return ok(await startBridge({ ...options.bridge, tls, onUntrustedProxy }));
  } catch (error) {
    return bad(startSentence(error, options.bridge));
  }
}

async function openMetrics(
  { metrics }: RunOptions,
  bridge: Bridge,
): Promise<Parsed<Metrics | undefined>> {
  if (metrics === undefined) return ok(undefined);
  try {
    return ok(await startMetrics(bridge, metrics));
  } catch (error) {
    const flags = { portFlag: '--metrics-port', hostFlag: '--metrics-host' };
    const sentence = listenSentence(error, { ...metrics, ...flags });
    return bad(sentence ?? `The metrics could not start (${codeOf(error)}).`);
  }
}
