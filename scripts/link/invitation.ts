/** One text of an invitation, in which a link is looked for by itself. */
export interface InvitationText {
  /** What it is called, as an event is; empty for other texts. */
  title: string;
  /** When it takes place, as the file writes it; empty when it says nothing. */
  start: string;
  text: string;
}

/** What a file or a pasted text says about a meeting. */
export interface Invitation {
  texts: readonly InvitationText[];
  /** Poorer forms of the same, read only when `texts` name no meeting. */
  otherwise: readonly InvitationText[];
}

/** An invitation of one text without a name. */
export function plainInvitation(text: string): Invitation {
  return { texts: [{ title: '', start: '', text }], otherwise: [] };
}

const telltale = /\s\S|&(?:#x?[\da-f]{1,7}|[a-z]{2,8});|\\[/u]|=3D|^\s*[{[<]/i;

/** Whether a text is more than a bare link, so that it may be in a form that has to be read first. */
export function needsReading(text: string): boolean {
  return telltale.test(text.trim());
}
