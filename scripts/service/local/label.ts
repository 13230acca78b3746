/** What every picture of the local engine's avatar says of itself, and every line about one: it is not Pika's neural rendering. */
export const localLabel = 'animated portrait (local preview)';
