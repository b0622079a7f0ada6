// The two kinds of connection that the bulk benchmark compares, behind one face: a Sotto link and
// a plain RTCPeerConnection. Both keep at most 64 KB of bulk buffered and signal in the same way.

import { makeIdentity } from '../../src/crypto/identity.ts';
import { roomKeys } from '../../src/crypto/keys.ts';
import { browserRandom } from '../../src/platform/browser/random.ts';
import { createClock } from '../../src/platform/clock.ts';
import { createRtcPort } from '../../src/platform/rtc.ts';
import type { RtcHandle } from '../../src/ports/rtc.ts';
import type {
  Described,
  LinkInput,
  LinkOutput,
  RtcCommand,
} from '../../src/protocol/link/contract.ts';
import { Link, MAX_PAYLOAD_BYTES } from '../../src/protocol/link/link.ts';

export type Role = 'offerer' | 'answerer';

/** What the workload hears. */
export interface Heard {
  up(): void;
  writable(): void;
  bulk(bytes: number): void;
  chat(bytes: Uint8Array): void;
}

export interface End {
  /** What one bulk message carries. */
  readonly bulkBytes: number;
  readonly writable: boolean;
  sendBulk(bytes: Uint8Array): void;
  sendChat(bytes: Uint8Array): void;
  close(): void;
}

/** DESIGN §5, for both alike; one message where that is larger. */
const HIGH_WATER_BYTES = 65_536;
const LOW_WATER_BYTES = 16_384;

/** The two ends share one fixed room: nobody else is here. */
const KEYS_SEED = new Uint8Array(32).fill(7);
const ATTEMPT = new Uint8Array(16).fill(9);
const NOTHING_HELD = new Uint8Array(32);

export class LinkEnd implements End {
  readonly bulkBytes = MAX_PAYLOAD_BYTES;
  readonly #clock = createClock();
  readonly #link: Link;
  readonly #signals: BroadcastChannel;
  readonly #heard: Heard;
  #rtc: RtcHandle | undefined;
  #cancel = () => {};

  constructor(role: Role, signals: BroadcastChannel, heard: Heard) {
    const keys = roomKeys(KEYS_SEED);
    const identity = makeIdentity(browserRandom, keys.roomId);
    this.#signals = signals;
    this.#heard = heard;
    this.#link = new Link({
      role,
      attempt: ATTEMPT,
      identity,
      psk: keys.psk,
      roomId: keys.roomId,
      iceServers: [],
      relayOnly: false,
      pace: 'prompt',
      direct: true,
      mayFallBack: () => false,
      bridges: () => [],
      circuitKey: keys.circuit,
      random: browserRandom,
    });
    signals.onmessage = ({ data }: MessageEvent<Described>) =>
      this.#tell(
        role === 'answerer' ? { kind: 'offer', offer: data } : { kind: 'answer', answer: data },
      );
    if (role === 'offerer') this.#tell({ kind: 'start' });
  }

  get writable(): boolean {
    return this.#link.bulkWritable;
  }

  sendBulk(payload: Uint8Array): void {
    this.#tell({ kind: 'send', channel: 2, payload });
  }

  sendChat(payload: Uint8Array): void {
    this.#tell({ kind: 'send', channel: 0, payload });
  }

  close(): void {
    this.#cancel();
    this.#tell({ kind: 'close', drain: false });
  }

  #tell(input: LinkInput): void {
    this.#perform(this.#link.handle(input, this.#clock.now()));
  }

  #perform(outputs: readonly LinkOutput[]): void {
    for (const output of outputs) this.#performOne(output);
    this.#cancel();
    const { deadline } = this.#link;
    if (deadline === undefined) return;
    this.#cancel = this.#clock.alarm(deadline, () =>
      this.#perform(this.#link.wake(this.#clock.now())),
    );
  }

  #performOne(output: LinkOutput): void {
    if (output.kind === 'rtc') this.#command(output.command);
    else if (output.kind === 'local') this.#signals.postMessage(output.local);
    else if (output.kind === 'identified') this.#tell({ kind: 'held', handshake: NOTHING_HELD });
    else if (output.kind === 'up') this.#heard.up();
    else if (output.kind === 'writable') this.#heard.writable();
    else if (output.kind === 'received') this.#received(output);
  }

  #received({ channel, payload }: Extract<LinkOutput, { readonly kind: 'received' }>): void {
    if (channel === 2) this.#heard.bulk(payload.length);
    else this.#heard.chat(payload);
  }

  #command(command: RtcCommand): void {
    if (command.kind === 'send') this.#rtc?.send(command.channel, command.bytes);
    else if (command.kind === 'accept') this.#rtc?.accept(command.remote);
    else if (command.kind === 'close') this.#rtc?.close();
    else if (command.kind === 'open') {
      this.#rtc = createRtcPort().open(command.options, (event) =>
        this.#tell({ kind: 'rtc', event }),
      );
    }
  }
}

export class RawEnd implements End {
  readonly bulkBytes: number;
  readonly #pc = new RTCPeerConnection({ iceServers: [] });
  readonly #chat: RTCDataChannel;
  readonly #bulk: RTCDataChannel;
  readonly #signals: BroadcastChannel;

  constructor(
    { role, bulkBytes }: { readonly role: Role; readonly bulkBytes: number },
    signals: BroadcastChannel,
    heard: Heard,
  ) {
    this.bulkBytes = bulkBytes;
    this.#signals = signals;
    this.#chat = this.#channel(0, (data) => heard.chat(new Uint8Array(data)));
    this.#bulk = this.#channel(2, (data) => heard.bulk(data.byteLength));
    this.#bulk.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    this.#bulk.onbufferedamountlow = () => heard.writable();
    this.#bulk.onopen = () => heard.up();
    signals.onmessage = ({ data }) => this.#remote(data);
    if (role === 'offerer') this.#describe(this.#pc.createOffer());
  }

  get writable(): boolean {
    return this.#bulk.bufferedAmount < Math.max(HIGH_WATER_BYTES, this.bulkBytes);
  }

  sendBulk(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bulk.send(bytes);
  }

  sendChat(bytes: Uint8Array<ArrayBuffer>): void {
    this.#chat.send(bytes);
  }

  close(): void {
    this.#pc.close();
  }

  #channel(id: number, hear: (data: ArrayBuffer) => void): RTCDataChannel {
    const channel = this.#pc.createDataChannel('', { negotiated: true, id });
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => hear(data);
    return channel;
  }

  /** Complete descriptions only, as Sotto's. */
  async #describe(making: Promise<RTCSessionDescriptionInit>): Promise<void> {
    const gathered = new Promise<void>((resolve) => {
      this.#pc.onicegatheringstatechange = () => {
        if (this.#pc.iceGatheringState === 'complete') resolve();
      };
    });
    await this.#pc.setLocalDescription(await making);
    await gathered;
    this.#signals.postMessage(this.#pc.localDescription?.toJSON());
  }

  async #remote(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#pc.setRemoteDescription(description);
    if (description.type === 'offer') await this.#describe(this.#pc.createAnswer());
  }
}
