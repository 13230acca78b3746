import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readEnvironment } from '../../scripts/cli/environment.ts';
import { Rooms } from '../../scripts/engine/room/rooms.ts';
import type { JoinForm } from '../../scripts/engine/session/join-form.ts';
import { Sessions } from '../../scripts/engine/session/sessions.ts';
import { readSettings } from '../../scripts/engine/settings.ts';
import { localSessionFields } from '../../scripts/service/wire.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { demoAvatar } from './engine-scene.ts';

async function joinForm(): Promise<JoinForm> {
  const fields = localSessionFields.parse({
    meet_url: 'local:demo',
    bot_name: 'Ada (AI)',
    platform: 'local',
    voice_id: 'any',
  });
  const image = { bytes: await readFile(demoAvatar), extension: 'png' } as const;
  return { fields, rig: undefined, voiceProfile: undefined, image };
}

test('a join that an engine reads while it stops is refused and leaves nothing', async () => {
  const directory = await temporaryDirectory();
  const sessions = new Sessions({
    directory,
    rooms: new Rooms([], { changed() {} }),
    settings: readSettings(readEnvironment({})),
    performerModule: new URL('no-performer.ts', import.meta.url),
    log() {},
    roomUrl: (room) => room,
    changed() {},
  });
  const joining = sessions.create(await joinForm(), { name: 'demo', lobby: false });
  await Promise.all([
    expect(joining).rejects.toMatchObject({ status: 503, message: 'the engine is stopping' }),
    sessions.closeAll(),
  ]);
  expect(await readdir(directory)).toEqual([]);
  expect(sessions.live).toEqual([]);
});
