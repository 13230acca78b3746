import { isPikaError, PikaError } from '../cli/errors.ts';

const linkHint =
  'Pass the link of one Google Meet or Zoom meeting, such as https://meet.google.com/abc-defg-hij';

/** A `link_invalid` error. The message must not quote more of the link than its host. */
export function invalidLink(message: string, hint = linkHint): PikaError {
  return new PikaError('link_invalid', message, { hint });
}

/** The text contains no link at all. */
export class NoLink extends PikaError {
  constructor(message: string, hint = linkHint) {
    super('link_invalid', message, { hint });
  }
}

/** A link whose host contains the names of Google Meet or Zoom, but is not theirs. */
export class LookAlike extends PikaError {
  constructor(host: string) {
    super(
      'link_invalid',
      `the host ${host} does not belong to Google Meet or Zoom: the link only looks like theirs`,
      { hint: linkHint },
    );
  }
}

/** A wrapped link that only its service can unwrap. */
export class SealedLink extends PikaError {
  constructor(service: string, advice: string) {
    super('link_invalid', `the link is wrapped by ${service}, and only that service knows where it leads`, {
      hint: advice,
    });
  }
}

/** A page of Google Meet or Zoom that is not a meeting, as found next to the meeting link in invitations. */
export class OtherPage extends PikaError {
  constructor(page: string) {
    super('link_invalid', `the link leads to ${page}, not to a meeting`, { hint: linkHint });
  }
}

/** Several meetings, from which the user must choose. */
export class SeveralMeetings extends PikaError {
  constructor(message: string, hint = 'Pass only the link of the meeting to join') {
    super('link_invalid', message, { hint });
  }
}

/** Whether the refused link is harmless, so that a meeting number next to it counts. */
export function isHarmless(error: PikaError): boolean {
  return error instanceof SealedLink || error instanceof OtherPage;
}

/** Throws the most helpful refusal: another service's meeting, then a bad link, then a wrapped one. */
export function refuse(refusals: readonly PikaError[]): never {
  const order: readonly ((error: PikaError) => boolean)[] = [
    (error) => isPikaError(error, 'link_unsupported'),
    (error) => !isHarmless(error) && !(error instanceof NoLink),
    (error) => error instanceof SealedLink,
    (error) => error instanceof OtherPage,
    () => true,
  ];
  const telling = order.map((helps) => refusals.find(helps)).find(Boolean);
  throw telling ?? new NoLink('the text contains no link to a Google Meet or Zoom meeting');
}
