import './cli/direct-start.ts';
import { z } from 'zod';
import { planFiles } from './avatar/avatar-files.ts';
import { avatarOptions } from './avatar/avatar-options.ts';
import { avatarResult } from './avatar/avatar-result.ts';
import { generateImage, imageQualities, imageSizes, modelsToTry } from './avatar/generate/generate.ts';
import { composePrompt, styles } from './avatar/generate/styles.ts';
import { defaultAvatar } from './avatar/places.ts';
import { isPikaError, PikaError } from './cli/errors.ts';
import { ownCommand } from './cli/own-command.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { requireSendable } from './context/outgoing-text.ts';
import { runIfMain } from './entry.ts';
import { type Endpoint, getKeyHint, hostedEndpoint } from './service/endpoint.ts';
import { generateImageRequest } from './service/wire.ts';

/** The runtime with a signal that is aborted after `seconds`. */
function limited(runtime: Runtime, seconds: number): { runtime: Runtime; done: () => void } {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    const message = `generating the picture: no answer within ${seconds} s`;
    const hint = 'Run this again with a larger --timeout-sec; the request may have been billed';
    limit.abort(new PikaError('network_failed', message, { hint }));
  }, seconds * 1000);
  const signal = AbortSignal.any([runtime.signal, limit.signal]);
  return { runtime: { ...runtime, signal }, done: () => clearTimeout(timer) };
}

/** Only the hosted service draws: without its key the way on is a picture of one's own. */
function findService(runtime: Runtime): Endpoint {
  const keyHint = `${getKeyHint}; or use a picture: ${ownCommand('prepare-avatar --image PICTURE')}`;
  return hostedEndpoint(runtime, { keyHint });
}

const generateAvatar = defineVerb({
  name: 'generate-avatar',
  summary: 'generate an avatar with the hosted service (paid), then prepare and preview it',
  examples: [
    'generate-avatar --prompt "a calm woman with round glasses" --style illustration --dry-run',
    'generate-avatar --prompt "a friendly robot" --style 3d --output identity/robot.png',
  ],
  options: z.object({
    output: z
      .string()
      .min(1)
      .default(defaultAvatar)
      .meta({ description: 'where to save the avatar', placeholder: 'PATH' }),
    prompt: z
      .string()
      .trim()
      .min(1)
      .max(4000)
      .optional()
      .meta({ description: 'who or what the avatar shows', placeholder: 'TEXT' }),
    allowSecrets: z.boolean().default(false).describe('send the prompt even if it seems to contain a secret'),
    style: z.enum(styles).default('photo').describe('style of the picture'),
    model: z
      .string()
      .regex(/^[\w.:/-]{1,100}$/, 'must be the name of a model')
      .optional()
      .meta({
        description: 'model to use (default: the first that the service knows)',
        placeholder: 'MODEL',
      }),
    size: z.enum(imageSizes).default('1536x1024').describe('size of the picture in pixels'),
    quality: z.enum(imageQualities).default('medium').describe('effort of the model; higher costs more'),
    ...avatarOptions,
    timeoutSec: z
      .number()
      .int()
      .min(5)
      .max(120)
      .default(90)
      .meta({ description: 'seconds to wait for the picture', placeholder: 'SEC' }),
    dryRun: z.boolean().default(false).describe('show the request, but send and write nothing'),
  }),
  result: z.object({
    ...avatarResult.partial().shape,
    path: z.string().describe('the avatar, a PNG file'),
    written: z.boolean().describe('false in a dry run'),
    models: z.array(z.string()).describe('the models to try, in order'),
    request: generateImageRequest.describe('as sent; in a dry run, with the first model'),
  }),
  async run(options, runtime) {
    const files = await planFiles({ ...options, replacesOwn: false }, runtime.cwd);
    await requireSendable([{ flag: '--prompt', text: options.prompt ?? '' }], options, runtime);
    const models = modelsToTry(options.model, runtime.clock.now());
    const body = {
      prompt: composePrompt(options.prompt, options.style),
      size: options.size,
      n: 1,
      quality: options.quality,
      output_format: 'png',
    } as const;
    if (options.dryRun) {
      return {
        path: files.avatar,
        preview_path: files.preview,
        written: false,
        models,
        request: { model: models[0] ?? '', ...body },
      };
    }
    const endpoint = findService(runtime);
    const { PikaClient } = await import('./service/client.ts');
    const { finishAvatar } = await import('./avatar/finish.ts');
    const { drawPoses } = await import('./engine/face/drawing/pose-pictures.ts');
    const waiting = limited(runtime, options.timeoutSec);
    const client = new PikaClient(endpoint, waiting.runtime);
    const generated = await generateImage(client, body, models, waiting.runtime).finally(waiting.done);
    const { model } = generated;
    try {
      const avatar = await finishAvatar(generated.source, files, { ...options, drawPoses }, runtime);
      return { ...avatar, models, request: { model, ...body } };
    } catch (error) {
      if (!isPikaError(error, 'image_invalid')) throw error;
      throw new PikaError('answer_unexpected', `the service sent no usable picture: ${error.message}`, {
        hint: 'Run this again, or pass another --model; the request may have been billed',
        known: { model },
        cause: error,
      });
    }
  },
});

export default generateAvatar;
await runIfMain(import.meta.url, generateAvatar);
