import type { Rig } from '../../rig/rig.ts';
import type { VoiceGender, VoiceProfile } from '../../service/wire.ts';
import type { Log } from '../log.ts';
import type { Rooms } from '../room/rooms.ts';
import type { EngineSettings } from '../settings.ts';
import type { SessionArchive } from './session-archive.ts';

/** What a session is made from. */
export interface SessionSetup {
  archive: SessionArchive;
  rooms: Rooms;
  roomUrl: string;
  /** A guest has to admit the bot. */
  lobby: boolean;
  imagePath: string;
  rig: Rig | undefined;
  voice: { id: string; profile?: VoiceProfile; gender?: VoiceGender };
  /** BCP 47: the language that the join asks for. By default, the settings decide. */
  language: string | undefined;
  systemPrompt: string | undefined;
  settings: EngineSettings;
  performerModule: URL;
  log: Log;
  /** The session's status changed. */
  changed(): void;
}
