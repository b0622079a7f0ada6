// What is said of the room itself and of the people in it, in Arabic.

import { count, duration, isolated } from './arabic-forms.ts';
import type { roomItself as english } from './english-room.ts';
import { roughly } from './format.ts';
import type { Translatable } from './types.ts';

export const arabicRoom: Translatable<typeof english> = {
  roomSettings: {
    title: 'هذه الغرفة',
    lock: 'قفل الغرفة',
    lockHelp: 'لا يدخل أحد جديد. ومن كان هنا وانقطع اتصاله يستطيع العودة.',
    locked: 'الغرفة مقفلة أمام القادمين الجدد.',
    unlock: 'فتح القفل',
    lifetime: 'مدة بقاء الرسائل',
    lifetimeHelp:
      'من الآن فصاعدًا وللجميع. وبلا حدّ تبقى عند كل شخص إلى أن يغادر. ويمكن اختيار بقاء أقصر لرسائلك، تحت خانة الكتابة.',
    marks: {
      locked: (name) => `قفل الغرفة: ${isolated(name)}.`,
      unlocked: (name) => `فتح القفل: ${isolated(name)}.`,
      lifetime: (name) => `تغيير مدة بقاء الرسائل: ${isolated(name)}.`,
    },
    somebody: 'شخص ما',
  },

  inviting: {
    open: 'دعوة شخص',
    shareOne: 'مشاركة رابط دعوة',
    otherWays: 'رمزًا مربّعًا، أو نصًّا',
    title: 'دعوة شخص',
    explain:
      'رابط يُدخل شخصًا واحدًا، مرة واحدة، خلال يوم، ما دامت هذه الصفحة مفتوحة. وليست العبارة فيه.',
    make: 'إنشاء دعوة',
    another: 'إنشاء دعوة أخرى',
    lockedFirst: 'الغرفة مقفلة: يلزم فتح قفلها، وإلا انتظر المدعوّ خارجها.',
    fresh: 'تُرسل إلى شخص واحد فقط. يدخل أول من يفتحها.',
    qr: 'الدعوة رمزًا مربّعًا',
    noLink: 'فُتحت هذه الصفحة من القرص وليس لها عنوان. يُلصق هذا في خانة «الانضمام إلى غرفة».',
    share: 'مشاركة',
    copy: 'نسخ',
    copied: 'نُسخت الدعوة. تبقى في الحافظة إلى أن يُنسخ شيء آخر.',
    copyFailed: 'تعذّر النسخ. يمكن تحديد النص، أو مسح الرمز بالكاميرا.',
    notCopied: 'تعذّر النسخ. يمكن أخذها رمزًا مربّعًا، أو نصًّا.',
    shareTitle: `دعوة إلى ${isolated('Sotto')}`,
    revoke: 'سحب',
    show: 'إظهار',
    hide: 'إخفاء',
    list: 'دعواتك',
    number: (number) => `الدعوة ${count(number)}`,
    state: {
      open: (ms) => `مفتوحة، ويبقى لها ${duration(roughly(ms))}`,
      used: 'استُعملت',
      revoked: 'سُحبت',
      expired: 'انتهت مدتها',
    },
  },

  member: {
    actions: (name) => `ما يمكن فعله بشأن ${isolated(name)}`,
    verify: 'التحقق',
    verifyAgain: 'التحقق من جديد',
    writePrivately: 'كتابة على انفراد',
    mute: 'كتم هنا',
    unmute: 'إظهار رسائله من جديد',
    muted: 'مكتوم: وحدك لا ترى رسائله.',
    mutedMessage: 'مكتوم',
    goOnWithout: 'المتابعة من دونه في غرفة جديدة',
    asksToVerify: (name) => `طلب تحقّق متبادل، بمقارنة سبع صور: ${isolated(name)}.`,
    open: 'مقارنة',
    later: 'ليس الآن',
    otherBuild: 'يقول إنه يشغّل إصدارًا من التطبيق غير إصدارك.',
  },
};
