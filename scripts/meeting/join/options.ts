import { z } from 'zod';
import { spokenLanguage } from '../../cli/language-option.ts';
import { meetingTitle } from '../../link/meeting-title.ts';
import { engineOption } from '../../service/endpoint.ts';
import { platforms } from '../../service/wire.ts';

/** Control characters in a name could rewrite the participants list. */
const printable = /^[^\p{Cc}\p{Cf}]+$/u;

/** The options of a join; those of the reference client keep their names and meaning. */
export const joinOptions = z.object({
  meetUrl: z.string().min(1).optional().meta({ description: 'meeting link', placeholder: 'LINK' }),
  inviteFile: z.string().optional().meta({
    description: 'file with the invitation: text, .ics, .eml (- reads standard input)',
    placeholder: 'FILE',
  }),
  title: z
    .string()
    .transform(meetingTitle)
    .pipe(z.string().min(1, 'must be words, not a link'))
    .optional()
    .meta({ description: 'title of the notes (default: from the invitation)', placeholder: 'TITLE' }),
  botName: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(printable, 'must be a name without control characters')
    .meta({ description: 'name of the bot in the meeting', placeholder: 'NAME' }),
  image: z.string().min(1).optional().meta({
    description: 'avatar: file, https URL or - (default identity/videomeeting-avatar.png)',
    placeholder: 'IMAGE',
  }),
  voice: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'name or ID of a voice (default: the current one)', placeholder: 'VOICE' }),
  voiceId: z.string().min(1).optional().meta({ description: 'ID of a voice', placeholder: 'ID' }),
  language: spokenLanguage,
  systemPrompt: z.string().optional().meta({ description: 'briefing', placeholder: 'TEXT' }),
  systemPromptFile: z
    .string()
    .optional()
    .meta({ description: 'file with the briefing (- reads standard input)', placeholder: 'FILE' }),
  context: z
    .string()
    .min(1)
    .default('none')
    .meta({ description: 'briefing from the workspace; auto compiles it', placeholder: 'none|auto|FILE' }),
  allowSecrets: z.boolean().default(false).describe('send a briefing even if it seems to contain secrets'),
  audience: z
    .enum(['internal', 'external'])
    .default('internal')
    .describe('audience of the briefing from --context auto'),
  meetingPassword: z.string().optional().meta({
    description: 'passcode (visible to other users; prefer --meeting-password-file)',
    placeholder: 'CODE',
  }),
  meetingPasswordFile: z
    .string()
    .optional()
    .meta({ description: 'file with the passcode (or -)', placeholder: 'FILE' }),
  platform: z.enum(platforms).optional().describe('platform the link must belong to'),
  engine: engineOption,
  timeoutSec: z
    .number()
    .int()
    .min(1)
    .max(1800)
    .default(90)
    .meta({ description: 'seconds to wait for the bot to join', placeholder: 'SEC' }),
  onTimeout: z
    .enum(['leave', 'keep'])
    .default('leave')
    .describe('close the session after the timeout, or keep waiting'),
  maxMinutes: z
    .number()
    .min(0.05)
    .max(1440)
    .default(60)
    .meta({ description: 'leave after this long', placeholder: 'MIN' }),
  maxCost: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'leave before the cost exceeds this', placeholder: 'USD' }),
  admitMinutes: z
    .number()
    .min(0.05)
    .max(1440)
    .default(10)
    .meta({ description: 'leave if no one has admitted the bot by then', placeholder: 'MIN' }),
  guard: z.boolean().default(true).describe('do not enforce these limits'),
  disclosure: z.enum(['on', 'off']).default('on').describe('add "(AI)" to the name'),
  waitForPayment: z
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(0)
    .meta({ description: 'seconds to wait for a payment if credits are short', placeholder: 'SEC' }),
  again: z.boolean().default(false).describe('join even if this meeting has, or may have, a live session'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('check everything, including the credits, and show what would be sent'),
});

export type JoinOptions = z.output<typeof joinOptions>;
