import sharp from 'sharp';
import { generateImageRequest } from '../../scripts/service/wire.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { json, type Reply } from './reply.ts';

/** How a generated picture comes back. */
export type PictureForm = 'b64_json' | 'url' | 'nullList' | 'emptyList' | 'nullEntry' | 'noFields';

/** OpenAI's pictures behind the proxy. */
export class Pictures {
  form: PictureForm = 'b64_json';
  /** The picture that is given; a gradient of its own when undefined. */
  bytes: Uint8Array | undefined;
  /** Models that are refused with `model_not_found`, and the HTTP status of that. */
  readonly unknownModels = new Map<string, 400 | 404>();
  /** Prompts that the safety system refuses. */
  refusedPrompt: RegExp | undefined;
  readonly #serve: (name: string, bytes: Uint8Array, type: string) => string;

  constructor(serve: (name: string, bytes: Uint8Array, type: string) => string) {
    this.#serve = serve;
  }

  async generate({ json: body }: RecordedRequest): Promise<Reply> {
    const request = generateImageRequest.safeParse(body);
    if (!request.success) {
      return refused(400, 'invalid_value', `Invalid value: '${request.error.issues[0]?.path.join('.')}'`);
    }
    const { model, prompt, output_format: format } = request.data;
    const missing = this.unknownModels.get(model);
    if (missing) return refused(missing, 'model_not_found', `The model '${model}' does not exist`);
    if (this.refusedPrompt?.test(prompt)) {
      return refused(400, 'moderation_blocked', 'Your request was rejected by the safety system');
    }
    const bytes = this.bytes ?? (await gradient(format));
    return json({ created: Math.floor(Date.now() / 1000), data: this.#list(bytes, format) });
  }

  #list(bytes: Uint8Array, format: string): unknown {
    const lists: Record<PictureForm, () => unknown> = {
      b64_json: () => [{ b64_json: Buffer.from(bytes).toString('base64') }],
      url: () => [{ url: this.#serve(`generated.${format}`, bytes, `image/${format}`) }],
      nullList: () => null,
      emptyList: () => [],
      nullEntry: () => [null],
      noFields: () => [{ b64_json: null, url: null }],
    };
    return lists[this.form]();
  }
}

function refused(status: number, code: string, message: string): Reply {
  return json({ error: { message, type: 'invalid_request_error', param: null, code } }, status);
}

/** A real picture whose every column differs, so that it is well over 1 KB. */
export async function gradient(format: 'png' | 'jpeg' | 'webp' = 'png', size = 128): Promise<Buffer> {
  const pixels = Buffer.alloc(size * size * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 7 + (at % 251) * (at % 13)) % 256;
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}
