import type { Pcm } from './pcm.ts';
import type { FoundSpeech, Span } from './speech.ts';

/** 16 ms at 16 kHz: as long as a consonant is steady. */
const windowSamples = 256;
const binsPerBand = 4;
/** Number of windows; more would not change the result. */
const maxWindows = 300;

/** The loudest of the windows count: only sibilants reach high. */
const peakShare = 0.97;
/** Anything this far below the strongest band is a filter's slope or rounding, not voice. */
const minLevelDb = -55;
/** Sibilants rise far above the background; steady noise varies by 7 dB between these shares (chi-square, 8 degrees of freedom). */
const quietShare = 0.1;
const minRiseDb = 12;

const bandCount = windowSamples / 2 / binsPerBand;
const hann = Float64Array.from(
  { length: windowSamples },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples),
);
const cosines = Float64Array.from({ length: windowSamples }, (_, index) =>
  Math.cos((2 * Math.PI * index) / windowSamples),
);

/** Level of each band in dB, by a plain DFT: an FFT would save nothing for a few hundred windows. */
function bandLevels({ samples }: Pcm, at: number): number[] {
  const windowed = hann.map((weight, index) => weight * (samples[at + index] ?? 0));
  const levels: number[] = [];
  for (let band = 0; band < bandCount; band += 1) {
    let power = 0;
    for (let bin = band * binsPerBand; bin < (band + 1) * binsPerBand; bin += 1) {
      let real = 0;
      let imaginary = 0;
      for (let index = 0; index < windowSamples; index += 1) {
        const value = windowed[index] ?? 0;
        real += value * (cosines[(bin * index) % windowSamples] ?? 0);
        imaginary += value * (cosines[(bin * index + windowSamples / 4) % windowSamples] ?? 0);
      }
      power += real * real + imaginary * imaginary;
    }
    levels.push(10 * Math.log10(power + 1));
  }
  return levels;
}

/** The quiet and the loud level of each band within `spans`. */
function bandRanges(pcm: Pcm, spans: readonly Span[]): { quiet: number; loud: number }[] {
  const totalSec = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const stepSec = Math.max(windowSamples / pcm.rateHz, totalSec / maxWindows);
  const windows: number[][] = [];
  for (const { start, end } of spans) {
    for (let time = start; time + windowSamples / pcm.rateHz <= end; time += stepSec) {
      windows.push(bandLevels(pcm, Math.floor(time * pcm.rateHz)));
    }
  }
  return Array.from({ length: bandCount }, (_, band) => {
    const sorted = windows.map((levels) => levels[band] ?? 0).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    return { quiet: at(quietShare), loud: at(peakShare) };
  });
}

/**
 * The highest frequency of a voice, in Hz, at most half the rate of `pcm`: measured, whatever the file's header says. A telephone
 * voice stays below 4 kHz, whatever sample rate it is saved with.
 */
export function bandwidthOf(pcm: Pcm, { spans }: FoundSpeech): number {
  const ranges = bandRanges(pcm, spans);
  const strongest = Math.max(...ranges.map(({ loud }) => loud));
  const isReached = (band: number): boolean => {
    const { quiet, loud } = ranges[band] ?? { quiet: 0, loud: 0 };
    return loud >= strongest + minLevelDb && loud >= quiet + minRiseDb;
  };
  // A single high band is an electronic whistle, not a voice.
  let highest = 0;
  for (let band = 1; band < bandCount; band += 1) if (isReached(band) && isReached(band - 1)) highest = band;
  return Math.round(((highest + 1) * binsPerBand * pcm.rateHz) / windowSamples);
}
