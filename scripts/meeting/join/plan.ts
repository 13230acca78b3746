import type { JoinAvatar } from '../../avatar/join-avatar.ts';
import { languageTagOf } from '../../base/language.ts';
import { PikaError } from '../../cli/errors.ts';
import { readBytes, readText } from '../../cli/input-text.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { refuseOwnSecrets } from '../../context/outgoing-text.ts';
import type { MeetingLink } from '../../link/forms.ts';
import { type Invitation, needsReading, plainInvitation } from '../../link/invitation.ts';

import { type InvitedMeeting, parseInvitation } from '../../link/meeting-of-invitation.ts';
import { chosenEngine, type EngineName } from '../../service/endpoint.ts';
import type { VoiceGender } from '../../service/wire.ts';
import type { ResolvedVoice } from '../../voice/library/library.ts';
import { findBriefing, type MeetingBriefing } from './given-briefing.ts';
import type { JoinOptions } from './options.ts';

const disclosure = ' (AI)';

/** Everything that a join needs, checked before the balance is. */
export interface Plan {
  link: MeetingLink;
  bot_name: string;
  voice: ResolvedVoice;
  /** BCP 47, where one was chosen, by itself or by a voice of that language. */
  language: string | null;
  /** Of a preset voice. */
  gender: VoiceGender | null;
  avatar: JoinAvatar;
  briefing: MeetingBriefing;
  passcode: string | null;
}

function usage(message: string, hint: string): PikaError {
  return new PikaError('usage', message, { hint });
}

/** The name in the meeting says that it is a machine, unless the user decides otherwise. */
function displayName(botName: string, disclose: boolean): string {
  const isSaid = /\((ai|bot)\)|\b(ai|bot)$/i.test(botName);
  return disclose && !isSaid ? `${botName}${disclosure}` : botName;
}

/**
 * The meeting that the options name, by a link or by an invitation's text.
 * @throws {PikaError} `usage`, `link_invalid`, `link_unsupported`, `file_unreadable`.
 */
export async function findMeeting(options: JoinOptions, runtime: Runtime): Promise<InvitedMeeting> {
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
  const invitation = await readInvitation(options, runtime);
  const localOrigins = await originsOfRooms(invitation, runtime);
  const warned = new Set<string>();
  const invited = parseInvitation(invitation, { platform, localOrigins, warn: (words) => warned.add(words) });
  for (const words of warned) runtime.warn('link_look_alike', `beside the meeting's link: ${words}`);
  return { ...invited, title: options.title ?? invited.title };
}

/** The readers of files are loaded for what needs them: a bare link does not. */
async function readInvitation({ meetUrl, inviteFile }: JoinOptions, runtime: Runtime): Promise<Invitation> {
  if (meetUrl !== undefined && !needsReading(meetUrl)) return plainInvitation(meetUrl);
  const { readInvitationFile, readInvitationText } = await import('../../link/invitation-file.ts');
  if (meetUrl !== undefined) return readInvitationText(meetUrl);
  return readInvitationFile(await readBytes(inviteFile ?? '', '--invite-file', runtime), '--invite-file');
}

/** Where the rooms of the engine on this machine are, if the invitation may name one of them. */
async function originsOfRooms({ texts }: Invitation, runtime: Runtime): Promise<string[]> {
  if (!texts.some(({ text }) => text.includes('/room/'))) return [];
  const { findEngine } = await import('../../service/local/engine.ts');
  const engine = await findEngine(runtime);
  return engine ? [engine.endpoint.baseUrl.origin] : [];
}

/**
 * The engine that can hold this meeting: a link of Meet or Zoom never goes to the local one.
 * @throws {PikaError} `link_unsupported` when the chosen engine cannot.
 */
export function engineFor(link: MeetingLink, options: JoinOptions, runtime: Runtime): EngineName | undefined {
  const isLocal = link.platform === 'local';
  const engine = isLocal ? (options.engine ?? 'local') : chosenEngine(options.engine, runtime);
  if (engine === 'local' && !isLocal) {
    throw new PikaError(
      'link_unsupported',
      'the local engine has rooms of its own and cannot enter Meet or Zoom',
      {
        hint: 'Use the hosted engine (--engine pika with a key), or join a local room: --meet-url local:NAME',
      },
    );
  }
  if (engine === 'pika' && isLocal) {
    throw new PikaError('link_unsupported', 'the hosted engine cannot enter a room on this machine', {
      hint: 'Omit --engine, or use --engine local',
    });
  }
  return engine;
}

async function findPasscode(
  options: JoinOptions,
  link: MeetingLink,
  runtime: Runtime,
): Promise<string | null> {
  if (options.meetingPasswordFile) {
    const passcode = await readText(options.meetingPasswordFile, '--meeting-password-file', runtime);
    return checkedPasscode(passcode, '--meeting-password-file', runtime);
  }
  if (options.meetingPassword) {
    runtime.warn(
      'password_in_arguments',
      'other users on this machine can read arguments; use --meeting-password-file or PIKA_MEETING_PASSWORD',
    );
    return checkedPasscode(options.meetingPassword, '--meeting-password', runtime);
  }
  return runtime.environment.PIKA_MEETING_PASSWORD ?? link.passcode ?? null;
}

/** Zoom's have up to 10 characters, those within links up to some 64. */
const maxPasscode = 256;

/** A passcode leaves this machine: a key, or a file of something else, must not go out as one. */
async function checkedPasscode(passcode: string, flag: string, runtime: Runtime): Promise<string> {
  if (!passcode || passcode.length > maxPasscode || /[\r\n]/.test(passcode)) {
    throw new PikaError('text_invalid', `${flag} does not hold a passcode: expected one line`, {
      hint: 'Write nothing but the passcode into the file, or omit the flag',
    });
  }
  // The environment's own passcode is a secret of this run too, and may be this one.
  if (passcode !== runtime.environment.PIKA_MEETING_PASSWORD) {
    await refuseOwnSecrets([{ flag, text: passcode }], runtime);
  }
  return passcode;
}

/**
 * Checks everything of a join that can be checked on this machine: passcode, briefing, voice, avatar.
 * @throws {PikaError} of exit code 2.
 */
export async function makePlan(options: JoinOptions, link: MeetingLink, runtime: Runtime): Promise<Plan> {
  const { findJoinAvatar } = await import('../../avatar/join-avatar.ts');
  const { resolveVoice } = await import('../../voice/library/library.ts');
  const { fitToLanguage } = await import('../../voice/library/voice-language.ts');
  const passcode = await findPasscode(options, link, runtime);
  if (passcode) runtime.redaction.add(passcode);
  const bot_name = displayName(options.botName, options.disclosure === 'on');
  const isLocal = link.platform === 'local';
  const engine = isLocal ? 'local' : 'pika';
  const wished = options.language === undefined ? undefined : languageTagOf(options.language);
  const resolved = await resolveVoice(options.voice ?? options.voiceId, runtime, engine);
  const { voice, language, gender = null } = fitToLanguage(resolved, wished, engine, runtime);
  const faceWishes = { rig: isLocal, judgement: options.dryRun };
  const avatar = await findJoinAvatar(options.image, faceWishes, runtime);
  for (const { code, message } of avatar.warnings) runtime.warn(code, message);
  const briefing = await findBriefing(options, link, runtime);
  const sent = { '--bot-name': bot_name, '--voice': voice.voice_id, 'the briefing': briefing.text ?? '' };
  await refuseOwnSecrets(
    Object.entries(sent).map(([flag, text]) => ({ flag, text })),
    runtime,
  );
  return { link, bot_name, voice, language, gender, avatar, briefing, passcode };
}
