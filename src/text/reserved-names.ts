// Words that the app uses of itself or of everybody: whoever takes one as a name would seem to be
// somebody else than a person here. In all languages at once, since the one who is to be misled may
// read another than the one who misleads. How they are compared is `web/state/names.ts`.

/** Misleading as one word among others: "Sotto Support". */
export const RESERVED_WORDS = [
  ...['Sotto', 'system', 'admin', 'administrator', 'moderator', 'support', 'official', 'verified'],
  ...['security', 'server', 'bot', 'helper'],
  ...['سوتو', 'النظام', 'نظام', 'المدير', 'مدير', 'المشرف', 'مشرف', 'الدعم', 'دعم', 'الأمان'],
  ...['رسمي', 'موثق', 'موثّق', 'موثقة', 'الخادم'],
] as const;

/** Misleading only as the whole name. */
export const RESERVED_NAMES = [
  ...['you', 'me', 'myself', 'everyone', 'everybody', 'nobody', 'somebody', 'here', 'left'],
  ...['only you', 'not verified', 'unknown', 'deleted', 'room'],
  ...['أنت', 'أنتِ', 'أنا', 'الجميع', 'الكل', 'لا أحد', 'مجهول', 'الغرفة', 'أنت فقط', 'غير موثق'],
] as const;

/** What looks like the mark of somebody verified, or like a promise of safety. */
export const RESERVED_SIGNS = /[✓✔☑✅√⍻🗸🗹🛡🔒🔐🔏]/u;
