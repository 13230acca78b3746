/** The prompt for each style; follows the subject. */
export const stylePrompts = {
  photo: 'Photorealistic studio portrait photograph, 85mm lens, natural skin, soft neutral background.',
  cinematic: 'Cinematic film still, shallow depth of field, warm color grading, softly lit interior behind.',
  anime: 'Clean anime portrait, crisp line art, soft cel shading, simple pastel background.',
  '3d': 'Stylized 3D animated character portrait, smooth surfaces, soft studio light, plain gradient background.',
  illustration: 'Modern flat illustration portrait, gentle shapes, limited palette, plain background.',
} as const;

export type Style = keyof typeof stylePrompts;
export const styles = Object.keys(stylePrompts) as [Style, ...Style[]];

const defaultSubject = 'a friendly, professional assistant';

/** What makes a portrait in any style animate well. */
const composition = [
  'Exactly one face, head and shoulders, in the middle of the picture with room above the head.',
  'Upright head, looking straight into the camera, eyes open, lips closed in a relaxed slight smile.',
  'Even light from the front. No text, no logo, no frame, no hands near the face.',
].join(' ');

/** The whole prompt: the subject in the user's words, the style, and the composition that an avatar needs. */
export function composePrompt(subject: string | undefined, style: Style): string {
  const named = subject?.trim().replace(/[.\s]+$/, '') || defaultSubject;
  return `Portrait of ${named}. ${stylePrompts[style]} ${composition}`;
}
