import { parse } from 'lossless-json';
import { cloneVoiceRequest } from '../../scripts/service/wire.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { json, type Reply } from './reply.ts';

/** Odd and above 2^53: no JavaScript number holds it. */
const firstFileId = 293_874_650_128_374_655n;

/** A voice sample that was uploaded. */
export interface UploadedSample {
  /** All the digits. */
  fileId: string;
  name: string;
  type: string;
  bytes: Buffer;
}

/** MiniMax behind the proxy: every answer is HTTP 200, `base_resp` says whether it worked (platform.minimax.io). */
export class Voices {
  readonly uploads: UploadedSample[] = [];
  /** The bodies of the clones that were made. */
  readonly clones: Record<string, unknown>[] = [];

  upload({ fields, files: { file } }: RecordedRequest): Reply {
    if (fields.purpose !== 'voice_clone' || !file) return status(2013, 'invalid params: purpose and file');
    const fileId = firstFileId + BigInt(this.uploads.length) * 2n;
    this.uploads.push({ fileId: String(fileId), ...file });
    return json({
      file: {
        file_id: fileId,
        bytes: file.bytes.length,
        filename: file.name,
        purpose: 'voice_clone',
        created_at: Math.floor(Date.now() / 1000),
      },
      base_resp: { status_code: 0, status_msg: 'success' },
    });
  }

  clone({ raw }: RecordedRequest): Reply {
    const text = raw.toString();
    const digits = /"file_id"\s*:\s*(\d+)\s*[,}]/.exec(text)?.[1];
    if (!digits || !this.uploads.some(({ fileId }) => fileId === digits)) {
      return status(2013, 'invalid params: file_id is not the number that the upload gave');
    }
    const body = parse(text, undefined, (number) => (number === digits ? number : Number(number)));
    const request = cloneVoiceRequest.safeParse(body);
    if (!request.success) return status(2013, `invalid params: ${request.error.issues[0]?.path.join('.')}`);
    const isTaken = this.clones.some(({ voice_id }) => voice_id === request.data.voice_id);
    if (isTaken) return status(2039, 'voice clone voice id duplicate');
    this.clones.push(body as Record<string, unknown>);
    return json({
      input_sensitive: false,
      input_sensitive_type: 0,
      demo_audio: '',
      base_resp: { status_code: 0, status_msg: 'success' },
    });
  }
}

function status(code: number, message: string): Reply {
  return json({ base_resp: { status_code: code, status_msg: message } });
}
