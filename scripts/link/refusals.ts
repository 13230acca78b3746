import { isPikaError, PikaError } from '../cli/errors.ts';

const linkHint =
  'Pass the link of one Google Meet or Zoom meeting, such as https://meet.google.com/abc-defg-hij';

/** A failure `link_invalid`. The message must not quote more of the link than its host. */
export function invalidLink(message: string, hint = linkHint): PikaError {
  return new PikaError('link_invalid', message, { hint });
}

/** There is no link that could be refused. */
export class NoLink extends PikaError {
  constructor(message: string, hint = linkHint) {
    super('link_invalid', message, { hint });
  }
}

/** A link whose host holds the words of Google Meet or Zoom and is not theirs. */
export class LookAlike extends PikaError {
  constructor(host: string) {
    super(
      'link_invalid',
      `the host ${host} is neither Google Meet's nor Zoom's: the link only looks like theirs`,
      { hint: linkHint },
    );
  }
}

/** A link that only its service can undo. */
export class SealedLink extends PikaError {
  constructor(service: string, advice: string) {
    super('link_invalid', `the link is wrapped by ${service}, and only that service knows where it leads`, {
      hint: advice,
    });
  }
}

/** A page of Google Meet or Zoom that is not a meeting, as invitations name beside the meeting. */
export class OtherPage extends PikaError {
  constructor(page: string) {
    super('link_invalid', `the link leads to ${page}, not to a meeting`, { hint: linkHint });
  }
}

/** Meetings of which the user has to choose one. */
export class SeveralMeetings extends PikaError {
  constructor(message: string, hint = 'Pass only the link of the meeting to join') {
    super('link_invalid', message, { hint });
  }
}

/** Whether the refused link says nothing false, so that a meeting's number beside it counts. */
export function isHarmless(error: PikaError): boolean {
  return error instanceof SealedLink || error instanceof OtherPage;
}

/** Throws the refusal that helps most: another service's meeting, then a bad link, then one that is wrapped. */
export function refuse(refusals: readonly PikaError[]): never {
  const order: readonly ((error: PikaError) => boolean)[] = [
    (error) => isPikaError(error, 'link_unsupported'),
    (error) => !isHarmless(error) && !(error instanceof NoLink),
    (error) => error instanceof SealedLink,
    (error) => error instanceof OtherPage,
    () => true,
  ];
  const telling = order.map((helps) => refusals.find(helps)).find(Boolean);
  throw telling ?? new NoLink('the text holds no link to a Google Meet or Zoom meeting');
}
