import process from 'node:process';
import type { Log } from './log.ts';

const maxTrace = 500;

/** What went wrong, for the log. */
export function traceOf(error: unknown): string {
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, maxTrace);
}

/**
 * Wraps a listener for events that strangers cause: what it throws goes to `failed`, which ends the one connection or session concerned.
 * An error that leaves an event handler would end the process, and every meeting with it.
 */
export function contained<Args extends unknown[]>(
  listener: (...args: Args) => void,
  failed: (error: unknown, ...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      failed(error, ...args);
    }
  };
}

const faults = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * From now on an uncaught error is logged and the process goes on. Other commands stop then, but an engine runs everyone's meetings.
 * @returns a function that restores the earlier listeners.
 */
export function outliveFaults(log: Log): () => void {
  const earlier = faults.map((name) => ({ name, listeners: process.listeners(name as 'uncaughtException') }));
  const outlive = (error: unknown) => log('fault_outlived', { reason: traceOf(error) });
  for (const name of faults) process.removeAllListeners(name).on(name, outlive);
  return () => {
    for (const { name, listeners } of earlier) {
      process.removeListener(name, outlive);
      for (const listener of listeners) process.on(name, listener);
    }
  };
}
