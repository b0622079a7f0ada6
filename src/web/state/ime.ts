// Keys that an input method takes for itself.

/** What browsers give as the key code then, some of them without `isComposing` (UI Events, legacy key attributes). */
const IME_KEY = 229;

export function isForInputMethod({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === IME_KEY;
}
