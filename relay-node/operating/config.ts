// The configuration file: JSON, in which comments are allowed, read into settings or into one
// sentence that names the line and what is wrong there.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { evaluate, type MemberNode, type ObjectNode, parse } from '@humanwhocodes/momoa';
import { bad, ok, type Parsed } from '../../src/base/result.ts';
import type { Limits } from '../limits.ts';
import {
  isSetting,
  type Kind,
  kindOfLimit,
  LIMIT_NAMES,
  SETTING_KEYS,
  SETTINGS,
  type Values,
} from './settings.ts';

/** What a file sets, and in the same shape what flags set. */
export interface Given {
  readonly values: Values;
  readonly limits: Partial<Limits>;
}

const LIMITS_SECTION = 'limits.';

/** `dht.`, `tls.` and the section of the limits. */
const SECTIONS = new Set([
  LIMITS_SECTION,
  ...SETTING_KEYS.filter((key) => key.includes('.')).map((key) => `${key.split('.')[0]}.`),
]);

/** So much of a wrong value is repeated to whoever wrote it. */
const MAX_QUOTED = 60;

/** Paths in the file are meant from the folder that it is in. */
export async function readConfig(path: string): Promise<Parsed<Given>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== 'string') return bad(unreadable(path, text));
  const parsed = parseDocument(text);
  if (!parsed.ok) return bad(`${path}, ${parsed.reason}`);
  const reader = new ConfigReader(dirname(path));
  const mistake = reader.readSection(parsed.value, '');
  if (mistake !== undefined) return bad(`${path}, ${mistake}`);
  return ok({ values: reader.values as Values, limits: reader.limits as Partial<Limits> });
}

/** A value that is not taken, as sentences repeat it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no configuration file "${path}".`;
  if (code === 'EISDIR') return `"${path}" is a directory, and no configuration file.`;
  if (code === 'EACCES') return `This user may not read the configuration file "${path}".`;
  return `The configuration file "${path}" can't be read: ${message}.`;
}

function parseDocument(text: string): Parsed<ObjectNode> {
  try {
    const { body } = parse(text, { mode: 'jsonc', allowTrailingCommas: true });
    return body.type === 'Object' ? ok(body) : bad('line 1: the settings go between { and }.');
  } catch (error) {
    // Made by the package, with the place where it stumbled.
    const { line = 1, column = 1, message } = error as Error & { line?: number; column?: number };
    const what = message.replace(/ found\. \(.*$|\.? \(\d+:\d+\)$/, '').toLowerCase();
    return bad(`line ${line}, column ${column}: this is not JSON (${what}).`);
  }
}

class ConfigReader {
  readonly values: Record<string, unknown> = {};
  readonly limits: Record<string, unknown> = {};
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers with the first mistake. */
  readSection({ members }: ObjectNode, section: string): string | undefined {
    for (const member of members) {
      const mistake = this.#readMember(member, section);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  }

  #readMember({ name, value, loc }: MemberNode, section: string): string | undefined {
    const key = section + (name.type === 'String' ? name.value : name.name);
    const at = `line ${loc.start.line}: `;
    if (this.#seen.has(key)) return `${at}"${key}" is set twice.`;
    this.#seen.add(key);
    if (value.type === 'Object' && SECTIONS.has(`${key}.`)) {
      return this.readSection(value, `${key}.`);
    }
    const fault = this.#set(key, evaluate(value));
    return fault === undefined ? undefined : at + fault;
  }

  #set(key: string, value: unknown): string | undefined {
    const kind = kindOf(key);
    if (kind === undefined) return unknown(key);
    const read = kind.read(value);
    if (read === undefined) return `"${key}" takes ${takenBy(key, kind)}, not ${quote(value)}.`;
    if (key.startsWith(LIMITS_SECTION)) this.limits[key.slice(LIMITS_SECTION.length)] = read;
    else this.values[key] = kind.form === 'path' ? resolve(this.#folder, String(read)) : read;
    return undefined;
  }
}

function kindOf(key: string): Kind<unknown> | undefined {
  if (isSetting(key)) return SETTINGS[key].kind;
  const limit = LIMIT_NAMES.find((name) => LIMITS_SECTION + name === key);
  return limit === undefined ? undefined : kindOfLimit(limit);
}

function takenBy(key: string, { takes }: Kind<unknown>): string {
  return SECTIONS.has(`${key}.`) ? `${takes} or a section` : takes;
}

function unknown(key: string): string {
  if (SECTIONS.has(`${key}.`)) return `"${key}" takes a section: { … }.`;
  if (key.startsWith(LIMITS_SECTION)) {
    return `"${key}" is no limit: --help lists them.`;
  }
  const section = [...SECTIONS].find((name) => key.startsWith(name)) ?? '';
  const known = SETTING_KEYS.filter((name) => name.startsWith(section))
    .map((name) => name.slice(section.length).split('.')[0])
    .concat(section === '' ? ['limits'] : []);
  return `"${key}" is not a setting; those here are ${[...new Set(known)].join(', ')}.`;
}
