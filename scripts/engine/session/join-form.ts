import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { z } from 'zod';
import { type Rig, rigSchema } from '../../rig/rig.ts';
import { localSessionFields, type VoiceProfile, voiceProfile } from '../../service/wire.ts';
import { Refusal } from '../refusal.ts';
import { checkLength, limitBody, mebibyte, parseOrRefuse } from '../request-body.ts';

const largestImage = 25 * mebibyte;
const longestField = mebibyte;
const largestForm = largestImage + 2 * mebibyte;
/** The hosted API refuses smaller pictures as broken. */
const smallestImage = 1024;

/** A join as it came in: the text fields, and the picture's bytes with the type that they show themselves to be. */
export interface JoinForm {
  fields: ReturnType<typeof localSessionFields.parse>;
  rig: Rig | undefined;
  voiceProfile: VoiceProfile | undefined;
  image: { bytes: Buffer; extension: 'png' | 'jpg' };
}

interface RawForm {
  values: Record<string, string>;
  image?: Buffer;
}

function createParser({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      limits: { files: 1, fields: 20, fieldSize: longestField, fileSize: largestImage, parts: 24 },
    });
  } catch {
    throw new Refusal(415, 'expected a body of type multipart/form-data');
  }
}

/** Reads the parts; the refusal of whatever limit is passed first ends it, without waiting for the rest of the body. */
function readParts(request: IncomingMessage): Promise<RawForm> {
  checkLength(request, largestForm);
  const form = createParser(request);
  return new Promise((resolve, reject) => {
    const raw: RawForm = { values: {} };
    const stopCounting = limitBody(request, largestForm, (refusal) => fail(refusal));
    const fail = (error: Error) => {
      stopCounting();
      request.unpipe(form);
      reject(error instanceof Refusal ? error : new Refusal(400, `the form is broken: ${error.message}`));
    };
    form.on('field', (name, value, _isNameCut, isValueCut) => {
      if (isValueCut) fail(new Refusal(413, `${name} is longer than 1 MB`));
      else raw.values[name] = value;
    });
    form.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(new Refusal(413, 'the picture is larger than 25 MB')));
      stream.on('error', fail);
      stream.on('end', () => {
        if (name === 'image') raw.image = Buffer.concat(chunks);
      });
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
      form.on(limit, () => fail(new Refusal(400, 'the form has too many parts')));
    }
    form.on('error', (error) => fail(error as Error));
    form.on('finish', () => {
      stopCounting();
      resolve(raw);
    });
    request.on('aborted', () => fail(new Refusal(400, 'the form ended too early')));
    request.pipe(form);
  });
}

/** The schema's value of a text field that holds JSON, if it is there. */
function parseJsonField<Schema extends z.ZodType>(
  schema: Schema,
  name: string,
  text: string | undefined,
): z.output<Schema> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, `${name}: expected JSON`);
  }
  return parseOrRefuse(schema, value, [name]);
}

/** PNG (W3C PNG, 5.2) and JPEG (SOI and the next marker's first byte, ITU-T T.81 B.1.1). */
function imageExtension(bytes: Buffer): 'png' | 'jpg' {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpg';
  throw new Refusal(400, 'image: expected a PNG or JPEG picture');
}

/**
 * The multipart form of a join.
 * @throws {Refusal} 400, 413 or 415, naming the field.
 */
export async function readJoinForm(request: IncomingMessage): Promise<JoinForm> {
  const { values, image } = await readParts(request);
  const fields = parseOrRefuse(localSessionFields, values);
  if (!image) throw new Refusal(400, 'image: a picture is needed');
  if (image.length < smallestImage) throw new Refusal(400, 'image: the picture is smaller than 1 KB');
  return {
    fields,
    rig: parseJsonField(rigSchema, 'rig', fields.rig),
    voiceProfile: parseJsonField(voiceProfile, 'voice_profile', fields.voice_profile),
    image: { bytes: image, extension: imageExtension(image) },
  };
}
