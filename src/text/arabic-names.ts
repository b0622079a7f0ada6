// The names made from keys and the 64 symbols, in Arabic. The animals are masculine, so that every
// adjective agrees with every one; none of them is a word of abuse, or means something else when it
// stands without its vowels.

import type { NameWords } from './names.ts';

const ADJECTIVES = `
هادئ لطيف شجاع مشرق صبور ودود رزين نبيل صادق كريم حكيم فطن ذكي مرح بشوش سعيد
أنيق رشيق سريع خفيف ثابت متين قوي جميل بديع باهر ساطع لامع ذهبي فضي عنبري قرمزي
لازوردي زمردي عاجي قمري ربيعي جبلي بحري ريفي حرّ أمين وفيّ متواضع مخملي صريح واثق نشيط
يقظ حليم أصيل نادر عفوي منصف ماهر بارع مثابر مسالم فضولي ظريف دافئ فيروزي لؤلؤي متفائل`
  .trim()
  .split(/\s+/);

const ANIMALS = `
أسد فهد نمر شبل صقر نسر شاهين باشق عوسق حصان جواد كوالا جمل غزال ظبي وعل
أيل يحمور أرنب سنجاب قندس ثعلب فنك وشق قط ذئب دلفين حوت بطريق لقلق بلشون كركي
كروان هدهد بلبل عندليب كندور حسون كناري عصفور سنونو رفراف طاووس نورس حجل قطرس كركدن فيل
باندا كنغر ليمور جاغوار كوغر غرير بيسون قنفذ وروار كيوي طوقان فلامنغو يعسوب سمور شحرور زرزور`
  .trim()
  .split(/\s+/);

/** Keeps two letters from being joined into one shape, with no space between them. */
const ZERO_WIDTH_NON_JOINER = '\u200c';

export const arabicNames: NameWords = {
  adjectives: ADJECTIVES,
  animals: ANIMALS,
  name: (adjective, animal) => `${animal} ${adjective}`,
  initials: (adjective, animal) =>
    `${animal.charAt(0)}${ZERO_WIDTH_NON_JOINER}${adjective.charAt(0)}`,
};

/** In the order of SYMBOLS; see symbols.ts. */
export const arabicSymbols: readonly string[] = `
فيل، أسد، بطريق، سلحفاة، أخطبوط، فراشة، دعسوقة، ثعلب،
ضفدع، حصان، أرنب، بومة، حوت، سلطعون، جمل، تمساح،
صبّار، فطر، عبّاد الشمس، نخلة، تفاحة، موزة، كرز، ليمونة،
بطيخة، أفوكادو، جزرة، بيتزا، كعكة، خبز، هلال، نجمة،
قوس قزح، نار، برق، رجل ثلج، نافورة، بركان، باب، خيمة،
شراع، دراجة، قطار، صاروخ، بالون، مرساة، مفتاح، جرس،
مطرقة، هاتف، مصباح، كتاب، منبّه، غيتار، بوق، طبل،
قبعة، تاج، نظارة، مظلة، هدية، نرد، ألماسة، جبن`
  .trim()
  .split(/،\s*/);
