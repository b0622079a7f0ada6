// Why a bridge can't start, in one sentence with a next step: made from the system's errors.

import type { BridgeOptions } from '../bridge.ts';
import { codeOf } from './journal.ts';

export interface ListenerAt {
  readonly port: number;
  readonly host: string;
  /** The flags that set the two, as `--port` and `--host`. */
  readonly portFlag: string;
  readonly hostFlag: string;
}

/** Undefined for an error that has nothing to do with listening. */
export function listenSentence(error: unknown, at: ListenerAt): string | undefined {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${at.port} is in use: choose another with ${at.portFlag}.`;
    case 'EACCES':
      return `Port ${at.port} may not be opened by this user: choose one above 1023 with ${at.portFlag}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address "${at.host}": choose another with ${at.hostFlag}.`;
    default:
      return undefined;
  }
}

export function startSentence(error: unknown, { port, host, app }: BridgeOptions): string {
  const { path, message } = error as NodeJS.ErrnoException;
  if (path !== undefined) return appSentence(error, String(app));
  const at = { port: port ?? 0, host: String(host), portFlag: '--port', hostFlag: '--host' };
  return listenSentence(error, at) ?? `The bridge could not start: ${message}.`;
}

/** Only the app is read from files by then. */
function appSentence(error: unknown, app: string): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return `There is no directory "${app}": build the app, or name its directory with --app.`;
  }
  if (code === 'EACCES') return `This user may not read the app in "${app}".`;
  return `The app in "${app}" can't be read (${code}).`;
}
