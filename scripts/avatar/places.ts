import path from 'node:path';

/** Where the avatar lies when no other place is named, relative to the user's project. */
export const defaultAvatar = 'identity/videomeeting-avatar.png';

/** Where an avatar's rig and preview lie: beside it, under its name. */
export function companionsOf(avatar: string): { rig: string; preview: string } {
  const { dir, name } = path.parse(avatar);
  return { rig: path.join(dir, `${name}.rig.json`), preview: path.join(dir, `${name}.preview.png`) };
}
