/** Sound of one channel, 16 bits. */
export interface Sound {
  samples: Int16Array;
  /** Hz. */
  sampleRate: number;
}

/** Between two instants (seconds): the loudness (root mean square, full scale is 1) and the share of zero crossings. */
export function loudnessIn(
  { samples, sampleRate }: Sound,
  from: number,
  to: number,
): [rms: number, hiss: number] {
  const first = Math.max(0, Math.round(from * sampleRate));
  const part = samples.subarray(first, Math.max(first, Math.round(to * sampleRate)));
  if (part.length === 0) return [0, 0];
  let energy = 0;
  let crossings = 0;
  let previous = 0;
  for (const sample of part) {
    energy += sample * sample;
    if (sample >= 0 !== previous >= 0) crossings++;
    previous = sample;
  }
  return [Math.sqrt(energy / part.length) / 32768, crossings / part.length];
}
