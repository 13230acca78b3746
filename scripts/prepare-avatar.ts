import './cli/direct-start.ts';
import { z } from 'zod';
import { planFiles } from './avatar/avatar-files.ts';
import { avatarOptions } from './avatar/avatar-options.ts';
import { avatarResult } from './avatar/avatar-result.ts';
import { defaultAvatar } from './avatar/places.ts';
import { defaultPreparation } from './avatar/prepare.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';

const prepareAvatarVerb = defineVerb({
  name: 'prepare-avatar',
  summary: 'turn a picture into an avatar and preview it',
  examples: [
    'prepare-avatar --image me.jpg --frame 16:9',
    'prepare-avatar --image https://example.com/mascot.png --background "#1a73e8" --dry-run',
  ],
  options: z.object({
    image: z.string().min(1).meta({
      description: 'the picture: a file, an https URL, or - for stdin',
      placeholder: 'IMAGE',
    }),
    output: z
      .string()
      .min(1)
      .default(defaultAvatar)
      .meta({ description: 'where to save the avatar', placeholder: 'PATH' }),
    ...avatarOptions,
    background: z
      .string()
      .min(1)
      .default(defaultPreparation.background)
      .meta({ description: 'CSS color behind a transparent picture', placeholder: 'COLOR' }),
    rig: z.string().min(1).optional().meta({
      description: 'JSON file with the position of the face, instead of detection',
      placeholder: 'FILE',
    }),
    dryRun: z.boolean().default(false).describe('check and report, but write nothing'),
  }),
  result: avatarResult,
  async run(options, runtime) {
    const { isPath, loadImageSource } = await import('./avatar/picture/source.ts');
    const { readRig } = await import('./avatar/face/rig-file.ts');
    const { finishAvatar } = await import('./avatar/finish.ts');
    const { drawPoses } = await import('./engine/face/drawing/pose-pictures.ts');
    const source = isPath(options.image) ? options.image : undefined;
    const files = await planFiles({ ...options, source }, runtime.cwd);
    const rig = options.rig ? await readRig(options.rig, runtime) : undefined;
    const picture = await loadImageSource(options.image, runtime);
    return finishAvatar(picture, files, { ...options, rig, drawPoses }, runtime);
  },
});

export default prepareAvatarVerb;
await runIfMain(import.meta.url, prepareAvatarVerb);
