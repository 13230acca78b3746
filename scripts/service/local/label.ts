/** The label on every picture of the local engine's avatar and in every text about one: it is not Pika's neural rendering. */
export const localLabel = 'animated portrait (local preview)';
