// Ways into a room and out of it, in Arabic. As in all of the Arabic, nobody is told to do something (an
// imperative has a gender): what can be done is named by its noun.

import { count, inForms, isolated } from './arabic-forms.ts';
import type { rooms } from './english-rooms.ts';
import type { Translatable } from './types.ts';

const UNREAD = {
  zero: 'لا رسائل جديدة',
  one: 'رسالة جديدة',
  two: 'رسالتان جديدتان',
  few: '# رسائل جديدة',
  many: '# رسالة جديدة',
  other: '# رسالة جديدة',
};

const UNHEARD = {
  zero: 'علم الجميع بالانتقال.',
  one: 'ربما لم يعلم شخص واحد بالانتقال.',
  two: 'ربما لم يعلم شخصان بالانتقال.',
  few: 'ربما لم يعلم # أشخاص بالانتقال.',
  many: 'ربما لم يعلم # شخصًا بالانتقال.',
  other: 'ربما لم يعلم # شخص بالانتقال.',
};

export const arabicRooms: Translatable<typeof rooms> = {
  rooms: {
    list: 'غرفك',
    another: 'غرفة أخرى',
    named: (symbols) => `الغرفة ${isolated(symbols)}`,
    unnamed: 'غرفة لم تُفتح بعد',
    unread: (messages) => inForms(messages, UNREAD),
    full: (most) => `عدد الغرف المفتوحة ${count(most)}، وهو الحد. تلزم مغادرة إحداها أولًا.`,
    phraseOrInvite: 'العبارة، أو دعوة',
    isInvite: 'هذه دعوة: يلزم أن تكون صفحة من صنعها ما زالت مفتوحة.',
    opening: 'جارٍ فتح الغرفة',
    notIn: 'لم يتم الدخول إلى الغرفة',
    noPhrase: 'كان الدخول بلا عبارة، فهي غير معروفة هنا. ولإحضار أحد يمكن صنع دعوة.',
    aloneWithoutPhrase: 'تم الدخول. هذه الصفحة تبحث عن الآخرين، وقد يستغرق ذلك ثواني.',
    otherWay: 'الانضمام بطريقة أخرى',
  },

  invited: {
    title: 'وصلتك دعوة إلى غرفة.',
    explain: 'لا يجري أي اتصال قبل الانضمام. والدعوة تُدخل شخصًا واحدًا، مرة واحدة.',
    join: 'انضمام',
    notNow: 'ليس الآن',
    waiting: 'في انتظار من أرسل الدعوة.',
    waitingHelp: 'يلزم أن تكون صفحته ما زالت مفتوحة. ويتم الدخول فور التقاء الصفحتين.',
    unanswered:
      'لا جواب. يمكن طلب دعوة جديدة ممن أرسلها: ربما أُغلقت صفحته، أو استُعملت هذه الدعوة أو سُحبت.',
    leave: 'التوقف عن انتظار الدخول؟ ما دامت الدعوة صالحة يمكن فتحها من جديد.',
  },

  movingOn: {
    open: 'الانتقال بدون شخص ما',
    title: 'الانتقال',
    explain:
      'غرفة جديدة بعبارة جديدة. يُسأل كل من هنا عن القدوم إليها، سوى من يقع عليهم الاختيار، ولا يُخبَر هؤلاء بشيء. وفيها تتغيّر الأسماء المصنوعة، ويُعاد التحقق.',
    choose: 'الانتقال بدون',
    go: 'انتقال',
    making: 'جارٍ صنع مفتاح الغرفة الجديدة',
    telling: 'جارٍ سؤال الآخرين عن القدوم',
    cancel: 'البقاء هنا',
    asks: (name) => `طلب من ${isolated(name)}: متابعة الحديث معًا في غرفة أخرى.`,
    come: 'الانتقال معًا',
    stay: 'البقاء هنا',
    leaves: 'وبذلك تُغادَر هذه الغرفة. وفي الأخرى تتغيّر الأسماء المصنوعة، ويُعاد التحقق.',
    nobodyTold: {
      says: 'تعذّر سؤال أي أحد عن القدوم، فلم يحدث انتقال.',
      next: 'يلزم انتظار اتصال الآخرين، ثم الانتقال من جديد.',
    },
    unheard: {
      says: (people) => inForms(people, UNHEARD),
      next: 'يمكن إخبارهم بعبارة هذه الغرفة، أو إرسال دعوة إليهم.',
    },
  },

  panic: {
    wipe: 'محو كل شيء الآن',
    help: 'فورًا وبلا سؤال: تُغادَر كل الغرف، وتصير هذه الصفحة بيضاء. أما ما نُسخ فيبقى في الحافظة، وتبقى قائمة الصفحات التي زارها المتصفح كما هي.',
    byKeys: `والضغط على ${isolated('Escape')} ثلاث مرات يفعل الشيء نفسه.`,
  },
};
