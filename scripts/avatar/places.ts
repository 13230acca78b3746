import path from 'node:path';

/** Default path of the avatar, relative to the user's project. */
export const defaultAvatar = 'identity/videomeeting-avatar.png';

/** Paths of an avatar's rig and preview: next to it, with its name. */
export function companionsOf(avatar: string): { rig: string; preview: string } {
  const { dir, name } = path.parse(avatar);
  return { rig: path.join(dir, `${name}.rig.json`), preview: path.join(dir, `${name}.preview.png`) };
}
