import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PreparedAvatar } from '../avatar/prepare.ts';
import { PikaError } from '../cli/errors.ts';
import { readText } from '../cli/input-text.ts';
import type { Runtime } from '../cli/runtime.ts';
import type { ResolvedVoice } from '../voice/library.ts';
import { findBriefing, type MeetingBriefing } from './briefing.ts';
import type { JoinOptions } from './join-options.ts';
import { type MeetingLink, parseMeetingLink } from './link.ts';

const disclosure = ' (AI)';

/** Everything that a join needs, checked, before any money is spoken of. */
export interface Plan {
  link: MeetingLink;
  bot_name: string;
  voice: ResolvedVoice;
  avatar: PreparedAvatar;
  briefing: MeetingBriefing;
  passcode: string | null;
}

function usage(message: string, hint: string): PikaError {
  return new PikaError('usage', message, { hint });
}

/** The name in the meeting says that it is a machine, unless the user decides otherwise. */
export function displayName(botName: string, disclose: boolean): string {
  const isSaid = /\((ai|bot)\)|\b(ai|bot)$/i.test(botName);
  return disclose && !isSaid ? `${botName}${disclosure}` : botName;
}

/**
 * The meeting that the options name, by a link or by an invitation's text.
 * @throws {PikaError} `usage`, `link_invalid`, `link_unsupported`, `file_unreadable`.
 */
export async function findMeeting(options: JoinOptions, runtime: Runtime): Promise<MeetingLink> {
  const { meetUrl, inviteFile, platform } = options;
  if (Boolean(meetUrl) === Boolean(inviteFile)) {
    throw usage(
      'give either --meet-url or --invite-file',
      'Pass the link, or a file (or -) with the invitation',
    );
  }
  const piped = [
    inviteFile,
    options.systemPromptFile,
    options.context,
    options.meetingPasswordFile,
    options.image,
  ];
  if (piped.filter((source) => source === '-').length > 1) {
    throw usage('standard input can be read once', 'Use - for one option only');
  }
  const text = meetUrl ?? (await readText(inviteFile ?? '', '--invite-file', runtime));
  return parseMeetingLink(text, { platform, localOrigins: await originsOfRooms(text, runtime) });
}

/** Where the rooms of this machine's engine lie, if the text may name one of them. */
async function originsOfRooms(text: string, runtime: Runtime): Promise<string[]> {
  if (!text.includes('/room/')) return [];
  const { findEngine } = await import('../pika/local-engine.ts');
  const engine = await findEngine(runtime);
  return engine ? [engine.endpoint.baseUrl.origin] : [];
}

async function findPasscode(
  options: JoinOptions,
  link: MeetingLink,
  runtime: Runtime,
): Promise<string | null> {
  if (options.meetingPasswordFile) {
    return readText(options.meetingPasswordFile, '--meeting-password-file', runtime);
  }
  if (options.meetingPassword) {
    runtime.warn(
      'password_in_arguments',
      'other users of this machine can read arguments; use --meeting-password-file or PIKA_MEETING_PASSWORD',
    );
    return options.meetingPassword;
  }
  return runtime.environment.PIKA_MEETING_PASSWORD ?? link.passcode ?? null;
}

async function findAvatar(options: JoinOptions, isLocal: boolean, runtime: Runtime): Promise<PreparedAvatar> {
  const { defaultAvatar, defaultPreparation, prepareAvatar } = await import('../avatar/prepare.ts');
  const { loadImageSource } = await import('../avatar/source.ts');
  if (!options.image && !existsSync(path.resolve(runtime.cwd, defaultAvatar))) {
    throw new PikaError('file_unreadable', `no --image was given and ${defaultAvatar} does not exist`, {
      hint: 'Make one of a picture: prepare-avatar --image PICTURE; or let one be painted: generate-avatar',
    });
  }
  const named = options.image ?? defaultAvatar;
  const source = await loadImageSource(named, runtime);
  const avatar = await prepareAvatar(source, { ...defaultPreparation, detect: false }, runtime);
  // Finding the face takes a second: the local engine needs it where no rig lies beside, and a dry run has the time to judge it.
  if (!isLocal && !options.dryRun) return avatar;
  const { findRig } = await import('../avatar/rig-file.ts');
  const rig = await findRig(path.resolve(runtime.cwd, named), avatar.sha256);
  if (rig && !options.dryRun) return { ...avatar, rig };
  return prepareAvatar(source, { ...defaultPreparation, rig }, runtime);
}

/**
 * Checks everything of a join that can be checked on this machine: passcode, briefing, voice, avatar.
 * @throws {PikaError} of exit code 2.
 */
export async function makePlan(options: JoinOptions, link: MeetingLink, runtime: Runtime): Promise<Plan> {
  const { resolveVoice } = await import('../voice/library.ts');
  const passcode = await findPasscode(options, link, runtime);
  if (passcode) runtime.redaction.add(passcode);
  const bot_name = displayName(options.botName, options.disclosure === 'on');
  const isLocal = link.platform === 'local';
  const voice = await resolveVoice(options.voice ?? options.voiceId, runtime, isLocal ? 'local' : 'pika');
  const avatar = await findAvatar(options, isLocal, runtime);
  for (const { code, message } of avatar.warnings) runtime.warn(code, message);
  const briefing = await findBriefing(options, link, runtime);
  return { link, bot_name, voice, avatar, briefing, passcode };
}
