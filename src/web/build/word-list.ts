// The list of words, front-coded in the built app: two thirds of what it weighs as it is.

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { frontCode } from './front-coding.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const LIST = here('../../crypto/wordlist.ts');
const CODING = here('./front-coding.ts');
/** The one string of that file. */
const WORDS = /'([a-z -]{10000,})'/;

export function codedWordList(): Plugin {
  return {
    name: 'sotto:word-list',
    apply: 'build',
    load: {
      filter: { id: LIST },
      async handler(id) {
        const [, words] = WORDS.exec(await this.fs.readFile(id, { encoding: 'utf8' })) ?? [];
        if (words === undefined) throw new Error('the list of words is not where it was');
        return `import { frontDecode } from ${JSON.stringify(CODING)};
          export const WORD_LIST = frontDecode(${JSON.stringify(frontCode(words))});`;
      },
    },
  };
}
