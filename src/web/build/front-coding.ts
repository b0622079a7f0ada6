// A sorted list of words as text that says only what is new in each: how many letters it shares with the
// one before, as a capital letter (`A` for none), then the rest (front coding, as dictionaries are kept).

const NONE = 'A'.charCodeAt(0);

/** Of words of small letters and hyphens, sorted or not, with one space between two. */
export function frontCode(list: string): string {
  let before = '';
  let coded = '';
  for (const word of list.split(' ')) {
    let shared = 0;
    while (shared < before.length && word[shared] === before[shared]) shared++;
    coded += String.fromCharCode(NONE + shared) + word.slice(shared);
    before = word;
  }
  return coded;
}

export function frontDecode(coded: string): string {
  let word = '';
  return coded
    .split(/(?=[A-Z])/)
    .map((part) => {
      word = word.slice(0, part.charCodeAt(0) - NONE) + part.slice(1);
      return word;
    })
    .join(' ');
}
