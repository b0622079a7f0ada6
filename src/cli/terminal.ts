// A person at a terminal: asks for the phrase without showing it, reads lines, and keeps what is
// being typed below what the room says meanwhile. Nothing typed is kept: there is no history.

import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from 'node:readline';
import { Writable } from 'node:stream';
import type { Inlet, Outlet } from './surroundings.ts';

const PROMPT = '> ';

export class Terminal {
  readonly #target: Outlet;
  readonly #veil: Veil;
  readonly #lines: Interface;
  readonly #typed: string[] = [];
  #take: ((line: string | undefined) => void) | undefined;
  #prompting = false;
  #closed = false;

  constructor(input: Inlet, target: Outlet, interrupt: () => void) {
    this.#target = target;
    this.#veil = new Veil(target);
    this.#lines = createInterface({
      input,
      output: this.#veil,
      terminal: true,
      historySize: 0,
    });
    this.#lines.on('line', (line) => this.#hear(line));
    this.#lines.on('close', () => this.#end());
    this.#lines.on('SIGINT', interrupt);
  }

  /** Undefined when the input ended. */
  async ask(question: string): Promise<string | undefined> {
    this.#lines.setPrompt(question);
    if (this.#typed.length === 0 && !this.#closed) this.#prompt();
    const line = await this.#next();
    this.#prompting = false;
    return line;
  }

  /** The same, and nothing that is typed is shown. */
  async askUnseen(question: string): Promise<string | undefined> {
    this.#target.write(question);
    this.#veil.hides = true;
    const line = await this.#next();
    this.#veil.hides = false;
    this.#target.write('\n');
    return line;
  }

  /** What is typed from now on, until Ctrl-D. */
  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const line = await this.ask(PROMPT);
      if (line === undefined) return;
      yield line;
    }
  }

  /** Prints above what is being typed. */
  print(outlet: Outlet, lines: string): void {
    if (!this.#prompting) return void outlet.write(lines);
    moveCursor(this.#target, 0, -this.#lines.getCursorPos().rows);
    cursorTo(this.#target, 0);
    clearScreenDown(this.#target);
    outlet.write(lines);
    this.#prompt();
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#lines.close();
  }

  /** What comes next begins a row of its own. */
  #end(): void {
    if (this.#prompting) this.#target.write('\n');
    this.#prompting = false;
    this.#closed = true;
    this.#hand(undefined);
  }

  #prompt(): void {
    this.#prompting = true;
    // Readline would first go up as many rows as it drew before, and they are gone.
    Object.assign(this.#lines, { prevRows: 0 });
    this.#lines.prompt(true);
  }

  #hear(line: string): void {
    if (this.#take === undefined) this.#typed.push(line);
    else this.#hand(line);
  }

  #hand(line: string | undefined): void {
    const take = this.#take;
    this.#take = undefined;
    take?.(line);
  }

  #next(): Promise<string | undefined> {
    const line = this.#typed.shift();
    if (line !== undefined || this.#closed) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }
}

/** What readline draws on: it shows every key, unless nothing is to be seen. */
class Veil extends Writable {
  hides = false;
  readonly #target: Outlet;

  constructor(target: Outlet) {
    super({ decodeStrings: false });
    this.#target = target;
    target.on('resize', () => this.emit('resize'));
  }

  get columns(): number | undefined {
    return this.#target.columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    if (!this.hides) this.#target.write(chunk);
    done();
  }
}
