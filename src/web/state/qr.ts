// QR codes: drawn, and read from a camera. The library (qr: both in one, and no dependency) is loaded
// when the first is shown or scanned, or a little earlier: who joins by hand may be on a network that is
// about to refuse it.

import { bringPart, type Part } from './ahead.ts';
import { NotLoaded } from './engine.ts';
import { once } from './once.ts';

/** ISO/IEC 18004 §6.3.8: a quiet zone of four modules on every side. */
const QUIET_ZONE = 4;
/** Our choice: often enough to seem at once, seldom enough for an old phone. */
const LOOK_EVERY_MS = 120;

export interface QrDrawing {
  /** Modules on a side, the quiet zone included. */
  readonly size: number;
  /** The dark modules, as the path of an SVG whose unit is one module. */
  readonly path: string;
}

const drawing = once(() => load('qr-drawing', () => import('qr')));
const reading = once(() => load('qr-reading', () => import('qr/decode.js')));

async function load<Module>(part: Part, run: () => Promise<Module>): Promise<Module> {
  try {
    await bringPart(part);
    return await run();
  } catch (cause) {
    throw new NotLoaded(cause);
  }
}

/** Brings what draws and what reads; what fails is tried again, and told, by the code that wants it. */
export function bringQr(): void {
  for (const wanted of [drawing(), loadDetector()]) wanted.catch(() => {});
}

/** Rejects with `not-loaded`, or for more text than a QR code can hold. */
export async function drawQr(text: string): Promise<QrDrawing> {
  const { default: encode } = await drawing();
  const modules = encode(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  return { size: modules.length, path: modules.map(rowPath).join('') };
}

/** One rectangle for each run of dark modules. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    const width = x - start + 1;
    path += `M${start} ${y}h${width}v1h-${width}z`;
  }
  return path;
}

/** Shape Detection API; where a browser has it, it is faster than ours. */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { readonly formats: 'qr_code'[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

export type CameraFault = 'refused' | 'missing';

/**
 * Asks for the camera, shows it in `video`, and calls `found` once with what a QR code says. The
 * camera ends then, and when the returned function is called. Rejects with a {@link CameraFault}, or with
 * `not-loaded` before the camera is asked for.
 */
export async function scan(
  video: HTMLVideoElement,
  found: (text: string) => void,
): Promise<() => void> {
  const detector = await loadDetector();
  const stream = await openCamera();
  const stop = () => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    video.srcObject = stream;
    await video.play();
    const look = async () => {
      const text = await readFrame(detector, video);
      if (!stream.active) return;
      if (text === undefined) {
        timer = setTimeout(look, LOOK_EVERY_MS);
        return;
      }
      stop();
      found(text);
    };
    void look();
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}

async function openCamera(): Promise<MediaStream> {
  // Absent where the page is not secure, or where the browser was told so.
  if (navigator.mediaDevices?.getUserMedia === undefined) throw new CameraError('missing');
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      audio: false,
    });
  } catch (error) {
    const { name } = error instanceof DOMException ? error : { name: '' };
    throw new CameraError(name === 'NotFoundError' ? 'missing' : 'refused');
  }
}

export class CameraError extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(`the camera is ${fault}`);
    this.fault = fault;
  }
}

async function loadDetector(): Promise<Detector> {
  const native = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const formats = await native?.getSupportedFormats().catch((): string[] => []);
  if (native !== undefined && formats?.includes('qr_code')) {
    return new native({ formats: ['qr_code'] });
  }
  const { BarcodeDetector } = await reading();
  return new BarcodeDetector({ formats: ['qr_code'] });
}

/** Undefined for none; a frame that can't be read is one without a code. */
async function readFrame(detector: Detector, video: HTMLVideoElement): Promise<string | undefined> {
  try {
    return (await detector.detect(video))[0]?.rawValue;
  } catch {
    return undefined;
  }
}
