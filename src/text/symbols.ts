// The 64 symbols of the emblem (DESIGN §3): what two people see and say to check that they typed the
// same phrase. Distinct in look and, in English, in sound; each a single code point that is drawn as
// an emoji by default, from Emoji 3 (2016) or before, with no skin, flag or gender.
// The order is part of the protocol's meaning: never change it, never remove one.

export interface EmblemSymbol {
  readonly emoji: string;
  /** As spoken, and as read out by a screen reader. */
  readonly name: string;
}

const NAMED = `
🐘 elephant 🦁 lion 🐧 penguin 🐢 turtle 🐙 octopus 🦋 butterfly 🐞 ladybird 🦊 fox
🐸 frog 🐴 horse 🐰 rabbit 🦉 owl 🐳 whale 🦀 crab 🐫 camel 🐊 crocodile
🌵 cactus 🍄 mushroom 🌻 sunflower 🌴 palm 🍎 apple 🍌 banana 🍒 cherries 🍋 lemon
🍉 melon 🥑 avocado 🥕 carrot 🍕 pizza 🍩 doughnut 🍞 bread 🌙 moon ⭐ star
🌈 rainbow 🔥 fire ⚡ lightning ⛄ snowman ⛲ fountain 🌋 volcano 🚪 door ⛺ tent
⛵ sailboat 🚲 bicycle 🚂 train 🚀 rocket 🎈 balloon ⚓ anchor 🔑 key 🔔 bell
🔨 hammer 📞 telephone 💡 lamp 📖 book ⏰ clock 🎸 guitar 🎺 trumpet 🥁 drum
🎩 hat 👑 crown 👓 glasses ☔ umbrella 🎁 gift 🎲 dice 💎 diamond 🧀 cheese`;

export const SYMBOLS: readonly EmblemSymbol[] = [...NAMED.matchAll(/(\S+) (\S+)/g)].map(
  ([, emoji = '', name = '']) => ({ emoji, name }),
);
