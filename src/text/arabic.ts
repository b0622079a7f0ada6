// Every sentence that a person reads, in Arabic: Modern Standard, plain and calm as the English one.
// Nobody's gender is known, so that nobody is told to do something (an imperative has one); what can
// be done is named by its noun: إرسال, نسخ. Latin words are set apart, for the sake of their order.

import { arabicByHand } from './arabic-by-hand.ts';
import { COUNTED, chosenName, guessingCost, reached } from './arabic-counts.ts';
import { arabicConnectionSheets } from './arabic-doctor.ts';
import { count, duration, inForms, isolated, SOTTO, STUN, TURN } from './arabic-forms.ts';
import { languages } from './arabic-languages.ts';
import { arabicMessages } from './arabic-message.ts';
import { arabicPage } from './arabic-page.ts';
import { arabicPeople } from './arabic-people.ts';
import { arabicRoom } from './arabic-room.ts';
import { arabicRooms } from './arabic-rooms.ts';
import { talk } from './arabic-talk.ts';
import { troubles } from './arabic-troubles.ts';
import type { Sentences } from './types.ts';

const ENTER = isolated('Enter');
const BITTORRENT = isolated('BitTorrent');

export const arabic: Sentences = {
  language: { tag: 'ar', direction: 'rtl', name: 'العربية' },

  app: {
    name: 'Sotto',
    purpose: 'حديث هادئ مع من يعرفون عبارتك.',
    howItWorks: 'بلا حساب، وبلا أحد في الوسط: تذهب الرسائل مباشرة من جهاز إلى جهاز، ولا يُحفظ شيء.',
    noScript: `يعمل ${SOTTO} داخل متصفحك ويحتاج إلى ${isolated('JavaScript')}. يلزم السماح به لهذه الصفحة، ثم إعادة تحميلها.`,
    unread: (messages) => `(${count(messages)}) ${SOTTO}`,
  },

  broken: {
    says: 'توقفت هذه الصفحة بسبب خطأ فيها.',
    next: 'يلزم تحميلها من جديد، ثم الانضمام بالعبارة. ما قيل هنا لم يعد في هذه الصفحة.',
    reload: 'إعادة تحميل الصفحة',
  },

  start: {
    startRoom: 'بدء غرفة',
    joinRoom: 'الانضمام إلى غرفة',
    joinHint: 'لمن وصلته عبارة من أحد.',
    startHint: 'ست كلمات تظهر لك، لتقال للآخرين.',
    quiet: 'لا يجري أي اتصال قبل بدء غرفة أو الانضمام إليها.',
    yourPhrase: 'عبارتك',
    phraseHelp: 'تُقال لمن يُراد حضورهم هنا وحدهم. فمن يعرفها يستطيع الدخول وقراءة ما يُكتب.',
    copy: 'نسخ',
    copied: 'نُسخت العبارة. تبقى في الحافظة إلى أن يُنسخ شيء آخر.',
    copyFailed: 'تعذّر نسخها. يمكن قولها مشافهة، أو تحديد الكلمات.',
    back: 'رجوع',
  },

  join: {
    title: 'الانضمام إلى غرفة',
    placeholder: 'كتابة أو لصقًا',
    forgiving: 'لا أثر لحجم الأحرف اللاتينية، ولا للتشكيل والشرطات والمسافات الزائدة.',
    join: 'انضمام',
    nothingBefore: 'لا يجري أي اتصال قبل الانضمام.',
    misspelt: (written) => `«${isolated(written)}» ليست في قائمة الكلمات. هل المقصودة هذه؟`,
    asItIs: 'الانضمام بها كما هي',
    lookAgain: 'يُرجى النظر في الكلمات مرة أخرى. إن كانت صحيحة فيمكن الانضمام بها كما هي.',
    suggestions: 'كلمات مطابقة',
    suggestionCount: (words) => inForms(words, COUNTED.matchingWords),
  },

  deriving: {
    title: 'جارٍ صنع المفتاح',
    why: 'هذا بطيء عن قصد: فبه يصير تخمين العبارة بطيئًا أيضًا.',
    joinsAfter: 'يتم الدخول فور صنع المفتاح.',
  },

  emblem: {
    title: 'رموزك الثلاثة',
    help: 'كل من في الغرفة نفسها يرى الرموز الثلاثة نفسها. وهي لا تدل على هوية أحد.',
    spoken: (first, second, third) => `${first}، ${second}، ${third}`,
  },

  strength: {
    title: 'صعوبة التخمين',
    guessable: 'سهلة التخمين',
    weak: 'يمكن تخمينها',
    good: 'صعبة التخمين',
    strong: 'تفوق كل تخمين',
    cost: guessingCost,
    words: (words) => inForms(words, COUNTED.words),
    quotation: 'أما السطر الذي يعرفه غيرك، من كتاب أو أغنية، فتخمينه أسرع من ذلك.',
  },

  weakPhrase: {
    title: 'قد يخمّن الغرباء هذه العبارة',
    explain: 'من يخمّنها يستطيع الدخول، ويرى أنكم تلتقون. أما العبارة المصنوعة هنا فلا تُخمَّن.',
    makeOne: 'صنع عبارة لي',
    useAnyway: 'استعمالها مع ذلك',
  },

  room: {
    leave: 'مغادرة',
    left: 'غادرت الغرفة. ما قيل فيها لم يعد في هذه الصفحة. ويبقى عند من لا يزال فيها إلى أن يغادر، وما نُسخ يبقى في الحافظة.',
    leftOutside: 'لم يتم الدخول، ولم يبق منه شيء في هذه الصفحة.',
    leaveConfirm: 'مغادرة الغرفة؟ ستختفي رسائلها من هذه الصفحة.',
    leaveEmpty: 'مغادرة الغرفة؟ من يأتي بعد ذلك لا يجدك هنا.',
    leaveCompany: 'مغادرة الغرفة؟ ستختفي رسائلها من هذه الصفحة، وتبقى عند الآخرين إلى أن يغادروا.',
    leaveInvited: 'ليست لديك العبارة: للعودة تلزمك دعوة أخرى.',
    leaveUnsent: (messages) => `مغادرة الغرفة؟ ${inForms(messages, COUNTED.lost)}.`,
    stay: 'البقاء',
    people: 'الأشخاص',
    connection: 'الاتصال',
    settings: 'الإعدادات',
    showPhrase: 'إظهار العبارة',
    hidePhrase: 'إخفاء العبارة',
    here: (others) => inForms(others, COUNTED.others),
    cover: 'محجوب أثناء غيابك',
  },

  alone: {
    waiting:
      'لا أحد هنا سواك. يبقى أن تُقال العبارة لمن يُراد حضورهم، أو أن تُرسل دعوة. وهذه الصفحة تواصل البحث عنهم.',
    joined: 'لم يُعثر على أحد بعد. هذه الصفحة تواصل البحث: من دخل بالعبارة نفسها يظهر هنا.',
    notLooking: 'لا أحد هنا سواك، ولم تستجب أي نقطة لقاء بعد. هذه الصفحة تواصل المحاولة.',
    offline: 'لا أحد هنا سواك، وهذا الجهاز غير متصل بشبكة. يُستأنف البحث عند عودتها.',
    sameSymbols: 'هل تريان كلاكما هذه الرموز الثلاثة؟',
    otherSymbols: 'وإلا فقد كتب أحدكما شيئًا آخر: تُقارن العبارتان كلمة كلمة وبالترتيب.',
    retype: 'مراجعة العبارة',
    againAlone: 'غادر الآخرون جميعًا. من يعود منهم يجدك هنا ما دامت هذه الصفحة مفتوحة.',
  },

  composer: {
    label: 'الرسالة',
    placeholder: 'كتابة رسالة',
    send: 'إرسال',
    notYet: 'ما يُكتب يمكن إرساله بعد الدخول.',
    keys: `${ENTER} للإرسال، و${isolated('Shift')} مع ${ENTER} لسطر جديد.`,
    tooLong: (bytes) =>
      `الزيادة على الحد: ${inForms(bytes, COUNTED.bytes)}. يمكن الاختصار، أو الإرسال في جزأين.`,
    left: (bytes) => `المتبقي: ${inForms(bytes, COUNTED.bytes)}`,
  },

  message: {
    waitingForPeople: 'تنتظر حضور أحد',
    waitingForPace: 'تنتظر دورها',
    onItsWay: 'في الطريق',
    reached,
    reachedNobody: 'لم تصل إلى أحد. ستصل إلى أول من يأتي.',
    reachedNobodyAlone: 'لم تصل إلى الشخص المقصود: لا وجود له هنا.',
    withdraw: 'إلغاء الإرسال',
    you: 'أنت',
    newBelow: (messages) => inForms(messages, COUNTED.newBelow),
    toNewest: 'إلى الأحدث',
    showEarlier: (messages) => inForms(messages, COUNTED.showEarlier),
    unsentAbove: (messages) => inForms(messages, COUNTED.unsent),
    oldestRemoved: 'أُزيلت أقدم الرسائل لتبقى هذه الصفحة خفيفة.',
  },

  person: {
    you: 'أنت',
    direct: 'اتصال مباشر',
    relay: 'اتصال عبر مرحّل',
    through: 'الوصول عبر الآخرين هنا',
    met: {
      hand: 'اللقاء برموز سُلّمت باليد',
      tracker: 'اللقاء عند نقطة لقاء',
      mailbox: `اللقاء في شبكة ${BITTORRENT} العامة`,
      member: 'اللقاء عبر شخص هنا',
    },
    reconnecting: (ms) => `انقطع الاتصال، وإعادته جارية منذ ${duration(ms)}`,
    came: (name) =>
      `${isolated(name)} هنا الآن. يمكن لأي شخص اختيار هذا الاسم، والتحقّق يبيّن من يكون.`,
    cameVerified: (name) => `${isolated(name)} هنا الآن. تمّ التحقّق منه.`,
    cameNameless: (name) => `${isolated(name)} هنا الآن. هذا الاسم مصنوع، والتحقّق يبيّن من يكون.`,
    left: (name) => `${isolated(name)} خارج الغرفة الآن.`,
    lost: (name) => `انقطع الاتصال مع ${isolated(name)}.`,
    back: (name) => `${isolated(name)} هنا من جديد.`,
    madeUpName: (name) => `${isolated(name)}: اسم مصنوع من المفتاح`,
    chosenName,
    namesProveNothing: 'يمكن لأي شخص اختيار أي اسم. أما الاسم المصنوع فيأتي من مفتاح تشفير.',
  },

  network: {
    title: 'شبكتك',
    online: 'هذا الجهاز متصل بشبكة.',
    offline: 'هذا الجهاز غير متصل بشبكة. يستمر كل شيء من تلقاء نفسه عند عودتها.',
    offlineShort: 'هذا الجهاز غير متصل بشبكة.',
  },

  meetingPoints: {
    title: 'نقاط اللقاء',
    explain: 'خوادم تجمعكم. ترى العناوين والأوقات، ولا ترى العبارة ولا الرسائل أبدًا.',
    all: (total) => inForms(total, COUNTED.allPoints),
    some: (working, total) =>
      `نقاط اللقاء المستجيبة: ${count(working)} من ${count(total)}، وتكفي واحدة.`,
    looking: 'جارٍ البحث عن الآخرين.',
    noneAlone: 'لا تستجيب أي نقطة لقاء. هذه الصفحة تواصل المحاولة.',
    noneInCompany: 'لا يمكن لأحد جديد الانضمام: لا تستجيب أي نقطة لقاء. يمكن متابعة الحديث.',
    noneSet: 'لا توجد نقطة لقاء في قائمتك. يمكن إضافة واحدة في الإعدادات.',
    connecting: 'جارٍ الاتصال بنقاط اللقاء.',
    which: 'نقاط اللقاء واحدة واحدة',
    retryNow: 'المحاولة الآن من جديد',
    state: {
      connecting: 'جارٍ الاتصال',
      working: 'تعمل',
      silent: 'متصلة، لكنها لا تستجيب',
      unreachable: 'تعذّر الوصول إليها. المحاولة مستمرة.',
      stopped: 'غير مستعملة',
    },
    relays: 'تحمل رسائلك المختومة حيث لا طريق مباشرًا.',
    dht: `شبكة ${BITTORRENT} العامة (${isolated('DHT')})`,
    dhtState: {
      absent: 'خارج المتناول. يوصل إليها جسر من بين نقاط اللقاء.',
      connecting: 'جارٍ الاتصال',
      working: 'تعمل، عبر جسر',
      unreachable: 'تعذّر الوصول إليها. المحاولة مستمرة.',
    },
  },

  links: {
    title: 'الأشخاص',
    nobody: 'لا أحد متصل بعد.',
    all: (people) => inForms(people, COUNTED.allPeople),
    some: (connected, total) => `المتصلون: ${count(connected)} من ${count(total)}.`,
  },

  settings: {
    title: 'الإعدادات',
    add: 'إضافة',
    remove: (item) => `إزالة ${isolated(item)}`,
    restore: 'استعادة القائمة المعتادة',
    appliesNow: 'تُستعمل من الآن.',
    appliesAtJoin: 'تُستعمل عند الدخول التالي.',
    appliesReopened: 'تُستعمل بعد المغادرة وفتح الدعوة من جديد.',
    nickname: 'اسمك',
    chooseName: 'اختيار اسم',
    changeName: 'تغيير اسمك',
    saveName: 'استعمال هذا الاسم',
    nicknameHelp: 'يظهر بجانب اسمك المصنوع، في هذه الغرفة فقط. يمكن تركه فارغًا.',
    nicknameTaken: 'يراه الآخرون في هذه الغرفة من الآن.',
    nicknameGone: 'لا يرى الآخرون في هذه الغرفة سوى الاسم المصنوع.',
    trackers: 'نقاط اللقاء',
    trackersHelp: `خوادم ${isolated('WebTorrent')}، عناوينها تبدأ بـ ${isolated('wss://')}، وهي ست على الأكثر. يلزم أن يشترك من في الغرفة كلهم في واحدة منها.`,
    tracker: 'عنوان نقطة لقاء',
    stun: `خوادم العناوين (${STUN})`,
    stunHelp:
      'تخبر هذا الجهاز بعنوانه، ليجد الآخرون طريقًا مباشرًا إليه. بدونها قد لا يمكن الوصول إلا إلى من هم على شبكتك نفسها.',
    stunServer: `عنوان خادم ${STUN}`,
    turn: `المرحّلات (${TURN})`,
    turnHelp: 'تمرّر حزمًا مختومة حيث لا طريق مباشرًا. ترى العناوين والمقادير، ولا ترى الرسائل أبدًا.',
    turnServer: `عنوان خادم ${TURN}`,
    turnUser: 'اسم المستخدم لدى المرحّل',
    turnPassword: 'كلمة المرور لدى المرحّل',
    relayOnly: 'إخفاء عنواني',
    relayOnlyHelp:
      'عندئذ يرى من هنا عنوان المرحّل، لا عنوانك. وتظل نقاط اللقاء ترى عنوانك. بدون مرحّل لا يمكن الوصول إلى أحد.',
    relayOnlyNoRelay:
      'ليس في قائمتك مرحّل، فلا يمكن الوصول إلا إلى من يستعملون الجسر نفسه الذي تستعمله هذه الصفحة.',
    theme: 'المظهر',
    themeSystem: 'كما في هذا الجهاز',
    themeLight: 'فاتح',
    themeDark: 'داكن',
  },

  regions: {
    header: 'الغرفة',
    conversation: 'المحادثة',
    alone: 'غرفة خالية',
    dismiss: 'إخفاء',
    composer: 'الكتابة',
    sidePanel: 'الأشخاص والاتصال',
    openPanel: 'فتح الأشخاص والاتصال',
    dialogClose: 'إغلاق',
  },

  byHand: arabicByHand,
  ...languages,
  ...arabicPage,
  ...arabicMessages,
  ...arabicPeople,
  ...arabicRooms,
  ...talk,
  ...arabicRoom,
  ...troubles,
  ...arabicConnectionSheets,
};
