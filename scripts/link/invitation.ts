/** One text of an invitation, searched for links on its own. */
export interface InvitationText {
  /** The title of an event; empty for other texts. */
  title: string;
  /** The start time as written in the file; empty if there is none. */
  start: string;
  text: string;
}

/** The content of an invitation. */
export interface Invitation {
  texts: readonly InvitationText[];
  /** Less reliable forms of the same, read only if `texts` name no meeting. */
  otherwise: readonly InvitationText[];
}

/** An invitation with one untitled text. */
export function plainInvitation(text: string): Invitation {
  return { texts: [{ title: '', start: '', text }], otherwise: [] };
}

const telltale = /\s\S|&(?:#x?[\da-f]{1,7}|[a-z]{2,8});|\\[/u]|=3D|^\s*[{[<]/i;

/** Whether a text is more than a bare link, so that it may need decoding first. */
export function needsReading(text: string): boolean {
  return telltale.test(text.trim());
}
