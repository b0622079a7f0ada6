// What the app says of languages, in Arabic.

import { SOTTO } from './arabic-forms.ts';
import type { languages as english } from './english-languages.ts';
import type { Translatable } from './types.ts';

export const languages: Translatable<typeof english> = {
  languages: {
    title: 'اللغة',
    system: 'لغة هذا المتصفح',
    pictures: 'المقارنة تكون بالصور: فأسماؤها تختلف من لغة إلى أخرى.',
    names: `من يقرأ ${SOTTO} بلغة أخرى يرى للمفتاح نفسه اسمًا مصنوعًا آخر.`,
  },
};
