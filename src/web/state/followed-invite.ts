// The invite in this page's own address, `#i=…`: taken out of it at once, so that the browser's history
// keeps only a token that is dead once used, and kept in memory until a tap.

const INVITE = /^#(i=.*)$/s;
/** More than any invite. Our choice. */
const MAX_CODE = 100;

/**
 * Hands over each invite that the page is opened with, once somebody looks at it: neither a prerendered
 * page nor a tab in the background takes one, which the browser may discard and load again.
 */
export function watchInvites(open: (code: string) => void): void {
  const look = () => {
    if (document.hidden || isPrerendered()) return;
    const code = INVITE.exec(location.hash)?.[1];
    if (code === undefined) return;
    forgetFragment();
    open(code.slice(0, MAX_CODE));
  };
  addEventListener('hashchange', look);
  document.addEventListener('visibilitychange', look);
  document.addEventListener('prerenderingchange', look);
  look();
}

/** Speculation Rules: a page that is loaded before anybody asked for it. */
function isPrerendered(): boolean {
  return (document as Document & { readonly prerendering?: boolean }).prerendering === true;
}

function forgetFragment(): void {
  const [bare = ''] = location.href.split('#', 1);
  try {
    history.replaceState(null, '', bare);
  } catch {
    // A page from disk may not rewrite its address everywhere; its fragment can always be emptied.
    location.replace('#');
  }
}
