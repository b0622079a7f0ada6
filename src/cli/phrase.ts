// Where the phrase, or the invite, comes from: drawn, a file, or typed unseen. Never the command line,
// which other users of a machine can see, and never the environment, which every program started later
// inherits.

import { type FileHandle, open } from 'node:fs/promises';
import { listWords, looksLikeInvite, parseInvite } from '../node.ts';
import { cli } from '../text/cli.ts';
import { english } from '../text/english.ts';
import type { PhraseSource, Read } from './options.ts';
import { plainLine } from './plain.ts';
import type { Screen } from './screen.ts';
import type { Surroundings } from './surroundings.ts';
import type { Terminal } from './terminal.ts';

/** More than the longest phrase in UTF-8, with spaces to spare. Our choice. */
const MAX_FILE_BYTES = 65_536;
/** Permissions of the group and of others. */
const SHARED = 0o077;
/** EXPERIENCE: "Under five random words' worth the app says plainly that strangers could guess it". */
const STRONG_WORDS = 5;

export interface Asking {
  readonly screen: Screen;
  readonly terminal: Terminal | undefined;
  readonly around: Pick<Surroundings, 'newPhrase'>;
}

/** What leads into a room. */
export type Way = { readonly phrase: string } | { readonly invite: string };

/** Undefined when the person changed their mind. */
export async function findWay(
  source: PhraseSource,
  asking: Asking,
): Promise<Read<Way | undefined>> {
  const { screen, terminal, around } = asking;
  if (source.kind === 'new') {
    const phrase = around.newPhrase();
    screen.note(cli.phrase.drawn(phrase));
    screen.note(english.start.phraseHelp);
    return { ok: true, value: { phrase } };
  }
  if (source.kind === 'terminal' && terminal === undefined) {
    return { ok: false, trouble: cli.phrase.noTerminal };
  }
  const found =
    source.kind === 'file' ? await readPhrase(source.path, screen) : await askPhrase(terminal);
  if (!found.ok) return found;
  const phrase = found.value;
  if (phrase === undefined) return { ok: true, value: undefined };
  if (phrase.trim() === '') return { ok: false, trouble: english.errors['phrase-empty'] };
  if (looksLikeInvite(phrase)) return takeInvite(phrase.trim());
  const typed = source.kind === 'terminal' ? terminal : undefined;
  const accepted = await acceptsWeak(phrase, screen, typed);
  return { ok: true, value: accepted ? { phrase } : undefined };
}

function takeInvite(invite: string): Read<Way> {
  const isWhole = parseInvite(invite) !== undefined;
  if (!isWhole) return { ok: false, trouble: english.errors['invite-invalid'] };
  return { ok: true, value: { invite } };
}

async function askPhrase(terminal: Terminal | undefined): Promise<Read<string | undefined>> {
  return { ok: true, value: await terminal?.askUnseen(cli.phrase.ask) };
}

async function readPhrase(path: string, screen: Screen): Promise<Read<string>> {
  const shown = plainLine(path);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
    const length = await readUpTo(file, bytes);
    if (length > MAX_FILE_BYTES) return { ok: false, trouble: cli.phrase.fileTooLarge(shown) };
    const stats = await file.stat();
    const isShared = stats.isFile() && process.platform !== 'win32' && (stats.mode & SHARED) !== 0;
    if (isShared) screen.trouble(cli.phrase.fileShared(shown));
    return { ok: true, value: bytes.toString('utf8', 0, length) };
  } catch {
    return { ok: false, trouble: cli.phrase.fileUnreadable(shown) };
  } finally {
    await file?.close();
  }
}

/** A pipe, such as of `<(…)`, gives a part at a time. */
async function readUpTo(file: FileHandle, bytes: Buffer): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** A phrase that is not of the word list may still be strong; a person is told, and asked once. */
async function acceptsWeak(
  phrase: string,
  screen: Screen,
  terminal: Terminal | undefined,
): Promise<boolean> {
  if (listWords(phrase) >= STRONG_WORDS) return true;
  screen.trouble(cli.phrase.weak);
  if (terminal === undefined) return true;
  const answer = await terminal.ask(cli.phrase.weakConfirm);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
