// What can go wrong, in Arabic: one sentence that says what is the matter, and one next step.

import { arabicHandErrors } from './arabic-by-hand.ts';
import { count, duration, isolated, SOTTO, STUN, TURN, WEBRTC } from './arabic-forms.ts';
import type { troubles as english } from './english-troubles.ts';
import type { Translatable } from './types.ts';

const MAX_PHRASE = 1_024;
const MAX_TEXT_BYTES = 15_000;
const FREE_MEGABYTES = 128;

export const troubles: Translatable<typeof english> = {
  doctor: {
    'nobody-here': {
      says: 'لا أحد آخر هنا بعد.',
      next: 'يبقى إخبارهم بالعبارة، وإبقاء هذه الصفحة مفتوحة.',
    },
    'no-path': {
      says: 'يوجد شخص هنا، لكن الشبكتين لا تسمحان بطريق مباشر بينكما.',
      next: 'يمكن تجربة شبكة أخرى، كشبكة الهاتف، أو إضافة مرحّل في الإعدادات.',
    },
    'no-relay': {
      says: 'عنوانك مخفي ولا يستجيب أي مرحّل، فلا يمكن الوصول إلى أحد.',
      next: 'يلزم التحقق من المرحّل في الإعدادات، أو إظهار العنوان.',
    },
    'no-bridge': {
      says: 'يوجد شخص هنا، لكن لا يصلكما إلا مرحّل، وليس لكما مرحّل مشترك.',
      next: 'على كليكما إضافة الجسر نفسه إلى نقاط اللقاء في الإعدادات.',
    },
    'meeting-points-silent': {
      says: 'لا تستجيب أي نقطة لقاء. قد تكون محجوبة على هذه الشبكة.',
      next: 'يمكن تجربة شبكة أخرى، أو إضافة نقطة لقاء أخرى في الإعدادات.',
    },
    'meeting-points-lost': {
      says: 'لا يمكن لأحد جديد الانضمام: لا تستجيب أي نقطة لقاء. يمكن متابعة الحديث.',
      next: 'لا حاجة إلى شيء: هذه الصفحة تواصل المحاولة.',
    },
    offline: {
      says: 'هذا الجهاز غير متصل بشبكة.',
      next: 'يكفي وصله بشبكة؛ وهذه الصفحة تواصل من تلقاء نفسها.',
    },
    'not-loaded': {
      says: 'تعذّر جلب بقية هذه الصفحة.',
      next: 'يلزم التحقق من شبكة هذا الجهاز، ثم إعادة تحميل الصفحة.',
    },
    unsupported: {
      says: `هذا المتصفح يخلو من ${WEBRTC} أو أنه معطّل فيه، فلا يمكنه الاتصال مباشرة.`,
      next: `يمكن تفعيله، أو فتح هذه الصفحة في ${isolated('Firefox')} أو ${isolated('Chrome')} أو ${isolated('Edge')} أو ${isolated('Safari')}.`,
    },
    'other-version': {
      says: `يوجد من يستعمل عبارتك بإصدار آخر من ${SOTTO}.`,
      next: 'على كليكما إعادة تحميل الصفحة.',
    },
  },

  clockSkew: {
    says: (differenceMs) =>
      differenceMs > 0
        ? `ساعة أحدهم تسبق ساعتك بمقدار ${duration(differenceMs)}.`
        : `ساعة أحدهم تتأخر عن ساعتك بمقدار ${duration(-differenceMs)}.`,
    blocks: 'لا يمكن أن تلتقيا قبل ضبط الساعتين.',
    next: 'ضبط التاريخ والوقت تلقائيًا على الجهازين يصلح ذلك.',
    unchecked: 'لا يمكن التحقق من ساعة هذا الجهاز من هنا.',
  },

  errors: {
    'phrase-empty': {
      says: 'لا توجد عبارة بعد.',
      next: 'يلزم كتابة العبارة التي قيلت لك أو لصقها.',
    },
    'phrase-too-long': {
      says: `هذه العبارة أطول من ${count(MAX_PHRASE)} حرفًا.`,
      next: 'تكفي عبارة أقصر: ست كلمات عشوائية وافية.',
    },
    'phrase-unassigned': {
      says: 'في العبارة حرف لا تعرفه كل الأجهزة بعد.',
      next: 'يلزم الاستغناء عن أحدث الرموز والوجوه.',
    },
    'label-invalid': {
      says: 'لا يمكن استعمال اسم الغرفة هذا.',
      next: 'يصلح اسم أقصر بأحرف عادية، أو لا اسم.',
    },
    'build-invalid': {
      says: `هذه ليست بصمة نسخة من التطبيق: يجب أن تكون من ${count(32)} بايتًا.`,
      next: 'تلزم البصمة كاملةً، أو لا شيء.',
    },
    'root-invalid': {
      says: `هذا ليس مفتاح غرفة: يجب أن يكون من ${count(32)} بايتًا.`,
      next: 'يلزم المفتاح كاملًا، أو عبارة بدلًا منه.',
    },
    'invite-invalid': {
      says: 'هذه ليست دعوة كاملة.',
      next: 'يلزم نسخ الرابط مرة أخرى حتى آخره، أو طلب دعوة جديدة.',
    },
    'invite-used': {
      says: 'هذه الدعوة أدخلت شخصًا من قبل.',
      next: 'إن كان غيرك فالأولى إخبار مرسلها، وطلب دعوة جديدة.',
    },
    'too-many-invites': {
      says: 'أربع دعوات مفتوحة في وقت واحد، وهذا هو الحد.',
      next: 'يلزم سحب واحدة، أو انتظار استعمال واحدة.',
    },
    ...arabicHandErrors,
    aborted: {
      says: 'أُلغي الانضمام.',
      next: 'الانضمام من جديد ممكن في أي وقت.',
    },
    'slow-hash-failed': {
      says: `لم يستطع هذا الجهاز صنع المفتاح. يلزمه ${count(FREE_MEGABYTES)} ميغابايت من الذاكرة الحرّة لحظة.`,
      next: 'يمكن إغلاق صفحات أو تطبيقات أخرى، ثم الانضمام من جديد.',
    },
    unsupported: {
      says: `الاتصالات المباشرة (${WEBRTC}) غير متاحة هنا.`,
      next: 'يلزم متصفح يدعمها وهي مفعّلة فيه.',
    },
    left: {
      says: 'غادرت هذه الغرفة.',
      next: 'الانضمام إليها من جديد يتيح المتابعة.',
    },
    'text-empty': {
      says: 'لا يوجد ما يُرسل.',
      next: 'تلزم كتابة شيء أولًا.',
    },
    'text-too-long': {
      says: `هذه الرسالة أطول من ${count(MAX_TEXT_BYTES)} بايت، أي نحو أربع صفحات.`,
      next: 'يمكن اختصارها، أو إرسالها في جزأين.',
    },
    'outbox-full': {
      says: 'عدد كبير من الرسائل ينتظر الإرسال.',
      next: 'يلزم انتظار خروج بعضها، أو إلغاء إرسال بعضها.',
    },
    'lifetime-invalid': {
      says: 'لا يمكن أن تبقى رسالة مدة بهذا القصر أو بهذا الطول.',
      next: 'المتاح ما بين ثانية واحدة وثلاثين يومًا.',
    },
    'emoji-invalid': {
      says: 'لا يصلح هذا تفاعلًا.',
      next: 'المتاح رمز تعبيري واحد.',
    },
    'member-gone': {
      says: 'من كُتب له هذا غادر الغرفة.',
      next: 'يمكن أن يُكتب له من جديد إذا عاد.',
    },
    withdrawn: {
      says: 'أُلغي إرسال هذه الرسالة قبل خروجها.',
      next: 'تلزم كتابتها من جديد لإرسالها.',
    },
    lagging: {
      says: 'حدث في الغرفة أكثر مما قرأه هذا البرنامج.',
      next: 'تلزم قراءة الأحداث أسرع، أو بدء الاستماع من جديد.',
    },
    'tracker-invalid': {
      says: 'هذا ليس عنوان نقطة لقاء.',
      next: `العنوان يبدأ بـ ${isolated('wss://')}، مثل ${isolated('wss://tracker.example')}.`,
    },
    'ice-server-invalid': {
      says: `هذا ليس عنوان خادم ${STUN} أو ${TURN}.`,
      next: `مثال صحيح: ${isolated('stun:stun.example:3478')}، أو عنوان ${isolated('turn:')} مع اسم مستخدم وكلمة مرور.`,
    },
  },
};
