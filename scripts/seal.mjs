// Gives a build of the app its name: one SHA-256 over every byte of it, as a folder and as one file.
//
// A hash can't stand in what it is made of. So the build leaves 64 zeros where its name will be said
// (once each in the page, in the file, and in the service worker), is hashed with the zeros, and then gets
// the name in their place. What was hashed is kept as dist/SHA256SUMS, a line for each file: the name of
// the build is the SHA-256 of that list. Whoever has a copy can do all of it again with standard tools:
//
//   cd dist
//   name=…  # as About shows it, without the spaces
//   zeros=$(printf '%064d' 0)
//   find app sotto.html -type f | LC_ALL=C sort | while read -r file; do
//     hash=$(LC_ALL=C sed "s/$name/$zeros/" "$file" | sha256sum | cut -d ' ' -f 1)
//     printf '%s  %s\n' "$hash" "$file"
//   done | sha256sum
//
// Whoever has one file of it only, such as sotto.html, does the same with that one, looks it up in
// SHA256SUMS, and sees with `sha256sum SHA256SUMS` that the list is the one of this name.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const ZEROS = '0'.repeat(64);
const NAMED = ['app/index.html', 'app/sw.js', 'sotto.html'];
const LIST = 'SHA256SUMS';

/** Names the build in `dist`. Throws when a place for the name is missing, or where none belongs. */
export function seal(dist) {
  const paths = [...filesBelow(dist, 'app'), 'sotto.html'].sort();
  const files = new Map(paths.map((path) => [path, readFileSync(join(dist, path))]));
  const places = paths.filter((path) => files.get(path).includes(ZEROS));
  if (places.join() !== NAMED.join()) throw new Error(`the name would be said in: ${places}`);
  const list = paths.map((path) => `${sha256(files.get(path))}  ${path}\n`).join('');
  const name = sha256(list);
  for (const path of NAMED) writeFileSync(join(dist, path), named(files.get(path), name));
  writeFileSync(join(dist, LIST), list);
}

/** Prints the name of the build in `dist`, and the plain hash of the file for those who got only that. */
export function sayBuild(dist) {
  const [build, file] = [LIST, 'sotto.html'].map((path) => sha256(readFileSync(join(dist, path))));
  process.stdout.write(`Build      ${build}\nsotto.html ${file}  (sha256sum)\n`);
}

function named(content, name) {
  const [before, after, ...more] = content.toString('utf8').split(ZEROS);
  if (after === undefined || more.length > 0) throw new Error('the name is said once in a file');
  return before + name + after;
}

function filesBelow(dist, folder) {
  return readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
    .map((path) => path.split(sep).join('/'));
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
