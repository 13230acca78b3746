import type { LocalSessionAnswer, Sound } from '../../service/local/wire.ts';
import type { SessionArchive } from './session-archive.ts';

const notPerforming = {
  video_worker_connected: false,
  meeting_bot_connected: false,
  speech: null,
  speech_voice: null,
  ears: null,
  fidelity: null,
};

/** A session's state in the hosted API's words. */
export function statusAnswer(
  { session_id, status, error_message, bot_name, created_at }: SessionArchive['facts'],
  room_url: string,
  performing: Partial<Sound> &
    Partial<Record<'video_worker_connected' | 'meeting_bot_connected', boolean>> = {},
): LocalSessionAnswer {
  return {
    session_id,
    platform: 'local',
    status,
    ...notPerforming,
    ...performing,
    error_message,
    bot_name,
    room_url,
    created_at,
  };
}
