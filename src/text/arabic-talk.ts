// What is said of talking, in Arabic.

import { duration, inForms, isolated, lasting } from './arabic-forms.ts';
import type { talk as english } from './english-talk.ts';
import { roughly } from './format.ts';
import type { Translatable } from './types.ts';

const READERS = {
  zero: 'لم يقرأها أحد',
  one: 'قرأها شخص واحد',
  two: 'قرأها شخصان',
  few: 'قرأها # أشخاص',
  many: 'قرأها # شخصًا',
  other: 'قرأها # شخص',
} as const;

const OTHERS = {
  zero: 'لا أحد غيرهم',
  one: 'شخص آخر',
  two: 'شخصان آخران',
  few: '# آخرون',
  many: '# شخصًا آخر',
  other: '# شخص آخر',
} as const;

const WAITING = {
  zero: 'لا رسالة تنتظر',
  one: 'رسالة واحدة تنتظر',
  two: 'رسالتان تنتظران، بالترتيب',
  few: '# رسائل تنتظر، بالترتيب',
  many: '# رسالة تنتظر، بالترتيب',
  other: '# رسالة تنتظر، بالترتيب',
} as const;

const WRITERS = {
  zero: 'لا أحد يكتب',
  one: 'شخص واحد يكتب…',
  two: 'شخصان يكتبان…',
  few: '# أشخاص يكتبون…',
  many: '# شخصًا يكتبون…',
  other: '# شخص يكتبون…',
} as const;

export const talk: Translatable<typeof english> = {
  talk: {
    by: (name, time) => `${isolated(name)}، ${time}`,
    byYou: (time) => `أنت، ${time}`,
    edited: 'معدّلة',
    privateWith: (name) => `بينك وبين ${isolated(name)} وحدكما`,
    readBy: (readers) => inForms(readers, READERS),
    readByThem: 'قُرئت',
    goneIn: (ms) => `تختفي بعد ${duration(roughly(ms))}`,
    goneAfterReading: (ms) => `تختفي بعد قراءتها بـ${duration(ms)}`,
    goneWithAuthor: (name) => `تختفي عند مغادرة ${isolated(name)}`,
    goneWithYou: 'تختفي عند مغادرتك',
    deleted: (name) => `حُذفت رسالة، والحذف من ${isolated(name)}.`,
    deletedByYou: 'حذفت رسالة لك.',
    answers: (name) => `رد على ${isolated(name)}`,
    answersYou: 'رد عليك',
    quotedGone: 'هذه الرسالة لم تعد هنا.',
    newSince: 'الجديد منذ آخر نظرة لك',
    keys: `التنقل بين الرسائل بأسهم لوحة المفاتيح، وما يمكن فعله بالرسالة يظهر بمفتاح ${isolated('Enter')}.`,
  },

  actions: {
    menu: 'ما يمكن فعله بهذه الرسالة',
    reply: 'رد',
    react: 'تفاعل',
    moreReactions: 'تفاعلات أخرى',
    copy: 'نسخ النص',
    copied: 'نُسخ. يبقى في الحافظة إلى أن يُنسخ شيء آخر.',
    copyFailed: 'تعذّر النسخ. يمكن تحديد الكلمات بدلًا من ذلك.',
    edit: 'تعديل',
    delete: 'حذف لدى الجميع',
    deleteConfirm: 'حذف هذه الرسالة من كل الشاشات؟ لا يمكن استرجاعها.',
    deleteYes: 'حذف',
    deleteNo: 'إبقاؤها',
    writePrivately: (name) => `كتابة إلى ${isolated(name)} على انفراد`,
    takeBack: 'إلغاء الإرسال',
  },

  reactions: {
    list: 'التفاعلات',
    you: 'أنت',
    others: (more) => inForms(more, OTHERS),
  },

  writing: {
    replying: (name) => `رد على ${isolated(name)}`,
    replyingToYou: 'رد على رسالة لك',
    editing: 'تعديل رسالة لك',
    editedGone: 'الرسالة التي كان يجري تعديلها اختفت. وما قد يظهر هنا الآن هو مسودتك.',
    privately: (name) => `لن يظهر هذا إلا لدى ${isolated(name)}`,
    privatelyGone: (name) => `لا وجود هنا الآن لـ${isolated(name)}، فلا يمكن أن يصل هذا.`,
    cancel: 'إلغاء',
    save: 'حفظ',
    to: 'من سيرى الرسالة',
    everyone: 'كل من هنا',
    toEveryone: 'إلى الجميع',
    toOne: (name) => `إلى ${isolated(name)} على انفراد`,
    queue: (messages) => inForms(messages, WAITING),
    queueLabel: 'ما ينتظر الإرسال',
  },

  lifetimes: {
    title: 'مدة بقاء رسائلك، إلى أن تغيّرها',
    choices: {
      off: 'بلا حدّ زمني',
      untilYouLeave: 'إلى أن تغادر أنت',
      afterSending: (ms) => `${lasting(ms)} بعد الإرسال`,
      afterReading: (ms) => `${lasting(ms)} بعد القراءة`,
    },
    short: {
      off: 'بلا حدّ زمني',
      untilYouLeave: 'حتى مغادرتك',
      afterSending: (ms) => lasting(ms),
      afterReading: (ms) => `${lasting(ms)} بعد القراءة`,
    },
    ofRoom: 'كما ضُبط لهذه الغرفة',
    withYou: 'وعندها تختفي من كل الشاشات',
    fromScreen: 'تُحسب منذ ظهورها على شاشتهم',
  },

  typing: {
    one: (name) => `كتابة جارية: ${isolated(name)}…`,
    two: (name, other) => `كتابة جارية: ${isolated(name)} و${isolated(other)}…`,
    many: (people) => inForms(people, WRITERS),
  },

  notices: {
    title: 'القراءة والتنبيه',
    tellRead: 'إعلام الآخرين بأنني قرأت رسائلهم',
    tellReadHelp: 'لا يحدث ذلك أبدًا في غرف فيها أكثر من عشرين شخصًا.',
    notify: 'تنبيهي إلى ما يُقال وهذه الصفحة بعيدة عن النظر',
    notifyHelp: 'لا يحمل التنبيه نصًا ولا اسمًا.',
    notifyRefused: 'هذا المتصفح لا يسمح بذلك لهذه الصفحة. يمكن السماح به في إعداداته.',
    notifyUnsupported: 'هذا المتصفح لا يستطيع ذلك. يبقى العدد في عنوان الصفحة.',
    sound: 'مع نغمة هادئة',
    somethingSaid: 'قيل شيء.',
  },
};
