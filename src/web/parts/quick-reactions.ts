// The six that are one tap away. Our choice: yes, warmth, laughter, surprise, sorrow, thanks.

export const QUICK_REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
