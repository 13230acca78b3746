import type { Runtime } from '../../cli/runtime.ts';
import type { DeliveryTarget, Notes } from '../schema.ts';

/** What every kind of delivery is made from. */
export interface DeliveryInput {
  notes: Notes;
  /** Of the notes, absolute. */
  folder: string;
  /** What `--to` says for this target. */
  to: string | undefined;
  /** Destinations on private networks are allowed. */
  allowPrivate: boolean;
  /** A webhook is not signed. */
  isUnsigned: boolean;
  /** The same for the same content to the same destination: makes repeating safe where the other side heeds it. */
  messageId(destination: string): string;
  runtime: Runtime;
}

/** A delivery that is checked and ready to be sent. */
export interface Delivery {
  target: DeliveryTarget;
  /** What tells the destination apart from others. May be secret. */
  destination: string;
  /** The destination in words, without secrets. */
  to: string;
  /** What is sent, for --dry-run. */
  preview: string;
  /** The other side knows a repetition by its id. */
  isRepeatable?: boolean;
  /** Sends it, within its time limit. @returns where it can be seen, if the other side says so. @throws {PikaError}. */
  send(): Promise<{ url?: string }>;
}
