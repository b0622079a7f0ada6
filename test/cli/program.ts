// The program as a process of its own, in a folder of its own, from its TypeScript source.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { PHRASE } from './stand-in.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');
const TYPESCRIPT = resolve(import.meta.dirname, 'typescript.mjs');

/** What came out of a stream so far. */
export class Heard {
  text = '';
  #wake: () => void = () => {};

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (data: string) => {
      this.text += data;
      this.#wake();
    });
  }

  /** Resolves as soon as this was said. */
  async until(words: string): Promise<void> {
    while (!this.text.includes(words)) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

export class Program {
  readonly said: Heard;
  readonly noted: Heard;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #exit: Promise<unknown[]>;

  /** Joins the room of the tests' phrase. */
  constructor(...args: readonly string[]) {
    const phrase = privateFile(PHRASE);
    this.#folder = scratch();
    const places = { HOME: this.#folder, TMPDIR: this.#folder, TSX_DISABLE_CACHE: '1' };
    this.#child = spawn(
      process.execPath,
      ['--import', TYPESCRIPT, MAIN, 'join', '--phrase-file', phrase, '--no-stun', ...args],
      { cwd: this.#folder, env: { ...process.env, ...places } },
    );
    this.#exit = once(this.#child, 'close');
    this.said = new Heard(this.#child.stdout);
    this.noted = new Heard(this.#child.stderr);
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** The end of its input, a signal, or nobody who reads any more. */
  end(how: 'input' | 'SIGTERM' | 'SIGINT' | 'reader'): void {
    if (how === 'input') this.#child.stdin.end();
    else if (how === 'reader') this.#child.stdout.destroy();
    else this.#child.kill(how);
  }

  /** Its exit code, and the files that it left behind. */
  async ended(): Promise<{ code: unknown; files: readonly string[] }> {
    const [code] = await this.#exit;
    return { code, files: readdirSync(this.#folder) };
  }

  /** What it says its own name is. */
  get name(): string {
    return /^\* You are (.*)\.$/m.exec(this.noted.text)?.[1] ?? '';
  }
}

/** A file that nobody else may read, gone with the test. */
export function privateFile(text: string): string {
  const path = join(scratch(), 'file');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-peer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
