// The benchmark's hold on one server process: starts it, asks what it used, and ends it.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Kind, Memory, Question, Reply } from './bridge-server.ts';

const PROGRAM = new URL('bridge-server.ts', import.meta.url);

/** How often a server is asked whether it has noticed that its clients are gone. */
const LOOK_EVERY_MS = 20;

export class ServerProcess {
  readonly kind: Kind;
  readonly url: string;
  readonly #child: ChildProcess;
  #stopping = false;

  private constructor(kind: Kind, child: ChildProcess, url: string) {
    this.kind = kind;
    this.#child = child;
    this.url = url;
    child.once('exit', (code) => {
      if (!this.#stopping) throw new Error(`the process of ${kind} ended, with code ${code}`);
    });
  }

  static async start(kind: Kind): Promise<ServerProcess> {
    // The flags of this process teach the other one to read TypeScript.
    const execArgv = [...process.execArgv, '--expose-gc'];
    const child = fork(PROGRAM, [kind], { execArgv });
    const [{ url = '' }] = (await once(child, 'message')) as [Reply];
    return new ServerProcess(kind, child, url);
  }

  /** Milliseconds that its process has kept a core busy so far. */
  async cpuMs(): Promise<number> {
    return (await this.#ask('cpu')).cpuMs ?? Number.NaN;
  }

  /** After garbage collection. */
  async memory(): Promise<Memory> {
    return (await this.#ask('memory')).memory ?? { liveBytes: Number.NaN, rssBytes: Number.NaN };
  }

  async counts(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask('state')).counts ?? {};
  }

  /** Resolves once it knows that nobody is connected. */
  async untilEmpty(): Promise<void> {
    while ((await this.#ask('state')).sockets !== 0) await setTimeout(LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  /** One question at a time. */
  async #ask(question: Question): Promise<Reply> {
    const replied = once(this.#child, 'message');
    this.#child.send(question);
    return (await replied)[0];
  }
}
