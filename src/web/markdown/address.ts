// Where a link really leads. Only http, https and mailto are links; of an address nothing is kept
// that only serves to mislead: no user name before the host, no letter that looks like another.

export interface Address {
  readonly href: string;
  /** In ASCII, with the port if it is unusual; of a mail address, all of it. */
  readonly host: string;
}

/** Our choice: what browsers and mail programs agree on. */
const MAX_ADDRESS_UNITS = 2_048;
/** RFC 5321, §4.5.3.1.3, without the brackets. */
const MAX_MAIL_UNITS = 254;
const MAIL = /^[^\s@:/?#]+@[^\s@:/?#]+$/;
const WEB = /^https?:\/\//i;

/** Of an address as it was written, with or without its scheme; undefined for any other. */
export function addressOf(written: string): Address | undefined {
  if (written.length > MAX_ADDRESS_UNITS) return undefined;
  if (/^www\./i.test(written)) return webAddress(`https://${written}`);
  if (WEB.test(written)) return webAddress(written);
  if (/^mailto:/i.test(written)) return mailAddress(written);
  return MAIL.test(written) ? mailAddress(`mailto:${written}`) : undefined;
}

function webAddress(written: string): Address | undefined {
  const url = parse(written);
  if (url === undefined || url.host === '') return undefined;
  url.username = '';
  url.password = '';
  return { href: url.href, host: url.host };
}

/** Whom it goes to; a subject, a text or further receivers are left out. */
function mailAddress(written: string): Address | undefined {
  const mail = parse(written)?.pathname ?? '';
  if (mail.length > MAX_MAIL_UNITS || !MAIL.test(mail)) return undefined;
  return { href: `mailto:${mail}`, host: mail };
}

function parse(written: string): URL | undefined {
  try {
    return new URL(written);
  } catch {
    return undefined;
  }
}

/** The words are the address itself: its host stands in front, letter by letter. */
export function tellsHost(words: string, { host }: Address): boolean {
  const bare = words.toLowerCase().replace(/^(?:https?:\/\/|mailto:)/, '');
  const rest = bare.slice(host.length);
  return bare.startsWith(host.toLowerCase()) && /^(?:[/?#]\S*)?$/.test(rest);
}

/** What often follows an address and is no part of it, in the scripts that we know of. */
const TAIL = /[?!.,:;*_~'"’”»›…،؛؟۔。，！？、：；）」』】》}]/;

/** Without the punctuation of the sentence that it stands in; `)` stays where it closes one of its own. */
export function withoutTail(address: string): string {
  let end = address.length;
  let unopened = occurrences(address, ')') - occurrences(address, '(');
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    if (last === ')' ? unopened <= 0 : !TAIL.test(last)) break;
    if (last === ')') unopened--;
  }
  return address.slice(0, end);
}

function occurrences(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
