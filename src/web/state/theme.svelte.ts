// Light, dark, in high contrast, or as the device has it. High contrast is light or dark as the device is.

export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast';

export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];

export function isThemeChoice(value: unknown): value is ThemeChoice {
  return (THEME_CHOICES as readonly unknown[]).includes(value);
}

export class Theme {
  #choice = $state<ThemeChoice>('system');

  get choice(): ThemeChoice {
    return this.#choice;
  }

  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    const { dataset } = document.documentElement;
    if (choice === 'system') delete dataset.theme;
    else dataset.theme = choice;
  }
}
