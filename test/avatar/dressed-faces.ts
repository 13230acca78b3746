import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { drawSvg } from '../../scripts/avatar/picture/decoder.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { pictures } from './pictures.ts';

const paintings = path.join(skillDirectory, 'test', 'fixtures', 'paintings');

/** A painting of the fixtures. */
export const painting = async (name: string): Promise<Sharp> =>
  sharp(await readFile(path.join(paintings, `${name}.jpg`)));

export const portrait = async (): Promise<Sharp> => sharp(await pictures.photo());

/** Shapes drawn over the portrait, in its pixels: eyes at 204, 101 and 247, 103, mouth at 224, 142, chin at 222, 178. */
async function overPortrait(shapes: string): Promise<Sharp> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">${shapes}</svg>`;
  return (await portrait()).composite([{ input: await drawSvg(svg, 1) }]);
}

const frames = (fill: string, stroke: string) =>
  `<g fill="${fill}" stroke="${stroke}" stroke-width="3"><rect x="187" y="90" width="33" height="24" rx="9"/><rect x="231" y="92" width="33" height="24" rx="9"/></g><path d="M220 99q6-4 11 1M187 98l-17-4M264 100l14-3" stroke="${stroke}" stroke-width="3" fill="none"/>`;

/** Clear glasses with a thick frame. */
export const withGlasses = () => overPortrait(frames('#ffffff22', '#181818'));
/** Dark ones, which hide the eyes. */
export const withSunglasses = () => overPortrait(frames('#141414', '#101010'));
/** A full beard: strands over cheeks, chin and upper lip. */
export const withBeard = () => {
  const strands = Array.from({ length: 700 }, (_, index) => {
    const angle = (index / 700) * Math.PI;
    const depth = ((index * 7919) % 100) / 100;
    const x = 223 - Math.cos(angle) * (43 - 10 * depth);
    const y = 142 + Math.sin(angle) * (46 - 24 * depth);
    const isOnMouth = Math.abs(x - 224) < 22 && Math.abs(y - 144) < 12;
    return isOnMouth ? '' : `<path d="M${x} ${y}q3 4 ${((index * 31) % 7) - 3} 9"/>`;
  });
  const moustache =
    '<path d="M202 136q11-8 22-2 11-6 22 2-11-2-22 2-11-4-22-2z" fill="#2a1a10" stroke="none"/>';
  return overPortrait(
    `<g stroke="#2a1a10" stroke-width="2.4" fill="none" opacity="0.85">${strands.join('')}${moustache}</g>`,
  );
};

/** A picture in the corner of a wide, plain one. */
export const around = async (width: number, height: number, part: Sharp): Promise<Sharp> =>
  sharp({ create: { width, height, channels: 3, background: '#7a8a99' } }).composite([
    { input: await part.png().toBuffer(), left: Math.round(width * 0.6), top: Math.round(height * 0.3) },
  ]);

const drawn = async (shapes: string): Promise<Sharp> =>
  sharp(await drawSvg(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">${shapes}</svg>`, 0));

const robotEyes =
  '<circle cx="150" cy="170" r="26" fill="#0ff"/><circle cx="250" cy="170" r="26" fill="#0ff"/>';

/** Pictures of pets and mascots, which look at one but do not have a person's face. */
export const mascots = {
  smiley: () =>
    drawn(
      '<rect width="400" height="400" fill="#fff"/><circle cx="200" cy="200" r="150" fill="#fc0"/><circle cx="150" cy="160" r="18"/><circle cx="250" cy="160" r="18"/><path d="M120 230a80 80 0 0 0 160 0" fill="none" stroke="#000" stroke-width="12"/>',
    ),
  cat: () =>
    drawn(
      '<rect width="400" height="400" fill="#cde"/><path d="M90 190 100 60l80 70h40l80-70 10 130q0 130-110 150Q90 320 90 190z" fill="#777"/><ellipse cx="150" cy="190" rx="24" ry="16" fill="#9e4"/><ellipse cx="250" cy="190" rx="24" ry="16" fill="#9e4"/><ellipse cx="150" cy="190" rx="5" ry="15"/><ellipse cx="250" cy="190" rx="5" ry="15"/><path d="M185 240h30l-15 18z" fill="#e9a"/><path d="M200 258v18m0 0q-20 20-40 4m40-4q20 20 40 4M170 255 80 240m90 25-90 12m150-22 90-15m-90 25 90 12" stroke="#222" stroke-width="3" fill="none"/>',
    ),
  dog: () =>
    drawn(
      '<rect width="400" height="400" fill="#dfe8d8"/><ellipse cx="200" cy="210" rx="110" ry="125" fill="#b98a52"/><ellipse cx="100" cy="190" rx="38" ry="90" fill="#7a5430"/><ellipse cx="300" cy="190" rx="38" ry="90" fill="#7a5430"/><ellipse cx="200" cy="270" rx="66" ry="58" fill="#e8d2b0"/><circle cx="158" cy="180" r="15"/><circle cx="242" cy="180" r="15"/><ellipse cx="200" cy="240" rx="28" ry="19"/><path d="M200 258v26q-22 20-44 4m44-4q22 20 44 4" stroke="#222" stroke-width="5" fill="none"/><path d="M188 290h24v24q-12 14-24 0z" fill="#e77"/>',
    ),
  robot: () =>
    drawn(
      `<rect width="400" height="400" fill="#223"/><rect x="90" y="90" width="220" height="210" rx="30" fill="#99a"/>${robotEyes}<rect x="140" y="240" width="120" height="24" rx="6" fill="#334"/><path d="M200 90V50" stroke="#99a" stroke-width="10"/><circle cx="200" cy="44" r="14" fill="#f55"/>`,
    ),
  logo: () =>
    drawn(
      '<rect width="400" height="400" fill="#1a73e8"/><path d="M200 60 330 330H70z" fill="#fff"/><circle cx="200" cy="230" r="40" fill="#1a73e8"/>',
    ),
} as const;
