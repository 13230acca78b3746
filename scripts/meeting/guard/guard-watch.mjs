// The guard's watch over one session: when to close it, and how long to try.
import { existsSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive } from '../../base/process-alive.mjs';
import { readEvents, writeEvent } from './guard-journal.mjs';
import { runCommand } from './guard-verb.mjs';

/**
 * @typedef {import('./guard.mjs').GuardJob} GuardJob
 * @typedef {import('./guard-journal.mjs').JournalEvent} JournalEvent
 */

const tickMs = 1000;
/** The local engine is polled often: that is free, and a dead avatar is noticed quickly. */
const pollMs = { waiting: 2000, ready: 30_000, missing: 10_000, local: 3000 };
/** Delays between attempts to close: short at first, then one minute, forever. */
const retryMs = [1000, 2000, 5000, 10_000, 30_000, 60_000];
/** Commands are whole programs: at most one a minute while nothing works. */
const betweenVerbsMs = 60_000;
/** A process that was closing the session has given up by then: a little more than its own limit (close.ts). */
const closingLimitMs = 35_000;
/** Corrections of a working clock are smaller. */
const clockStepMs = 5000;

/**
 * Restarts the watch after an unexpected error.
 * @param {Watch} watch
 * @param {string | undefined} id
 */
export async function watchOver(watch, id) {
  for (;;) {
    try {
      return await watch.run(id);
    } catch {
      await sleep(tickMs);
    }
  }
}

const sightings = new Set(['waiting', 'ready', 'failed']);

/** The watch over one session, until it is closed. */
export class Watch {
  #job;
  #session;
  #heartbeat;
  #life;
  #startedAt = performance.now();
  /** @type {JournalEvent[]} */
  #events = [];
  /** Whether the journal exists. */
  #hasJournal = true;
  /** @type {string | undefined} */
  #problem;

  /**
   * @param {GuardJob} job
   * @param {import('./guard-service.mjs').WatchedSession | undefined} session
   * @param {import('./guard-journal.mjs').Heartbeat} heartbeat
   * @param {{ isStarterGone: boolean, isAskedToEnd: boolean }} life what has happened to the process in the meantime
   */
  constructor(job, session, heartbeat, life) {
    this.#job = job;
    this.#session = session;
    this.#heartbeat = heartbeat;
    this.#life = life;
  }

  /** @param {string | undefined} ownId the id that this guard has read itself; it may be missing in the journal */
  async run(ownId) {
    let nextPoll = performance.now() + pollMs.waiting;
    for (;;) {
      await this.#read();
      const id = this.#events.findLast((event) => event.session_id)?.session_id ?? ownId;
      const isJoinerGone = this.#isJoinerGone();
      if (await this.#heartbeat.isRelieved()) return;
      if (this.#has('forgotten')) return;
      if (this.#isClosed()) {
        // `leave` fetches the notes; if the meeting ended by itself, they have not been fetched yet.
        if (id && this.#has('ready') && !this.#has('closing'))
          await this.#verb(['notes', '--session-id', id]);
        return;
      }
      // Nothing was created, or its id can never be known: the joiner has said so, or has exited.
      if (!id && (isJoinerGone || this.#has('not_created'))) return;
      if (id && (this.#life.isAskedToEnd || this.#isDue(isJoinerGone))) return this.#end(id);
      if (id && isJoinerGone && performance.now() >= nextPoll) {
        nextPoll = performance.now() + (await this.#poll(id));
        continue;
      }
      await sleep(Math.min(tickMs, Math.max(50, this.#msLeft())));
    }
  }

  async #read() {
    const found = await readEvents(this.#job.journalFile, this.#events);
    this.#hasJournal = found !== undefined;
    this.#events = found ?? this.#events;
  }

  /** @param {string} name */
  #has(name) {
    return this.#events.some(({ event }) => event === name);
  }

  #isClosed() {
    return (
      this.#events.findLast(({ event }) => event === 'closed' || event === 'reopened')?.event === 'closed'
    );
  }

  get #isLocal() {
    return this.#job.engine === 'local' || this.#events[0]?.engine === 'local';
  }

  /** Whether the joiner is done. A later guard may have been started by any command while the joiner is still working. */
  #isJoinerGone() {
    return (
      this.#life.isStarterGone &&
      (Boolean(this.#job.join) || this.#has('told') || !isProcessAlive(this.#events[0]?.pid ?? 0))
    );
  }

  /**
   * Whether to close the session: at its limits, if no caller was told of it, if it has failed, if an attempt to close it has failed, or
   * if its journal was deleted, since then nothing else knows about it.
   * @param {boolean} isJoinerGone
   */
  #isDue(isJoinerGone) {
    if (this.#msLeft() <= 0) return true;
    const closing = this.#events.findLast(({ event }) => event === 'closing');
    if (closing && Math.abs(Date.now() - Date.parse(closing.at)) > closingLimitMs) return true;
    // While the joiner is running, it decides.
    if (!isJoinerGone) return false;
    if (!this.#hasJournal || !this.#has('told')) return true;
    return this.#events.findLast(({ event }) => sightings.has(event))?.event === 'failed';
  }

  #msLeft() {
    const { maxMinutes, admitMinutes } = this.#job;
    const minutes = this.#has('ready') ? maxMinutes : Math.min(maxMinutes, admitMinutes);
    return minutes * 60_000 - this.#ageMs();
  }

  /**
   * Uses every clock: the wall clock continues while a laptop sleeps, the monotonic clock does not go back when the clock is set, and
   * neither does the uptime. If a session seems to start in the future and no other clock helps, its time counts as over.
   */
  #ageMs() {
    const { ms, uptimeSec } = this.#job.requested;
    const ownMs = performance.now() - this.#startedAt;
    const wallMs = Date.now() - ms;
    const upMs = uptimeSec === null ? -1 : (os.uptime() - uptimeSec) * 1000;
    if (!this.#job.join && upMs < 0 && !(wallMs > -clockStepMs)) return Number.POSITIVE_INFINITY;
    return Math.max(ownMs, wallMs, upMs);
  }

  /**
   * Checks the session's state and records it.
   * @param {string} id
   * @returns {Promise<number>} milliseconds until the next check
   */
  async #poll(id) {
    if (!this.#session) {
      await this.#verb(['status', '--session-id', id]);
      return this.#has('ready') ? pollMs.ready : pollMs.waiting;
    }
    const look = await this.#session.look(id);
    const closing = await this.#session.judge(look);
    if (closing && 'confirmedBy' in closing) {
      await this.#noteClosed(closing);
      return 0;
    }
    if (look.kind === 'answer') {
      await this.#noteSeen(look);
      if (this.#problem) await this.#noteProblem('none');
    }
    if (look.kind === 'missing') {
      if (this.#lastSighting() !== 'unseen') await this.#note({ event: 'unseen' });
      return pollMs.missing;
    }
    if (look.kind === 'failed' && look.problem === 'key_refused') await this.#noteProblem('key_refused');
    if (this.#isLocal) return pollMs.local;
    return this.#has('ready') ? pollMs.ready : pollMs.waiting;
  }

  #lastSighting() {
    return this.#events.findLast(
      ({ event }) => sightings.has(event) || event === 'seen' || event === 'unseen',
    )?.event;
  }

  /** @param {Extract<import('./guard-service.mjs').Look, { kind: 'answer' }>} look */
  async #noteSeen({ phase, word, json }) {
    const last = this.#lastSighting();
    const message = typeof json.error_message === 'string' ? json.error_message : 'no reason was given';
    if (phase === 'error') return last === 'failed' ? undefined : this.#note({ event: 'failed', message });
    if (phase === 'ready' || phase === 'waiting') {
      return last === phase ? undefined : this.#note({ event: phase, status_raw: word });
    }
    return last === 'unseen' ? this.#note({ event: 'seen', status_raw: word }) : undefined;
  }

  /** @param {Extract<import('./guard-service.mjs').Closing, { confirmedBy: string }>} closing */
  async #noteClosed({ confirmedBy, notes }) {
    await this.#note({ event: 'closed', confirmed_by: confirmedBy, notes });
    // Remember it even if it could not be written.
    this.#events = [...this.#events, { event: 'closed', at: new Date().toISOString() }];
  }

  /** Recorded once, for `sessions` to show. @param {string} problem */
  async #noteProblem(problem) {
    if (this.#problem === problem) return;
    this.#problem = problem;
    await this.#note({ event: 'guard_trouble', problem, key_mark: this.#job.service?.keyMark ?? null });
  }

  /** @param {Record<string, unknown> & { event: string }} event */
  async #note(event) {
    await writeEvent(this.#job.journalFile, event).catch(() => {});
  }

  /**
   * Closes the session and keeps trying forever: it is billed until this succeeds. A local session is free: once its journal is deleted,
   * this gives up.
   * @param {string} id
   */
  async #end(id) {
    let nextVerb = 0;
    for (let attempt = 0; ; attempt += 1) {
      await this.#read();
      if ((await this.#heartbeat.isRelieved()) || this.#isClosed() || this.#has('forgotten')) return;
      if (attempt > 0 && this.#isLocal && !existsSync(this.#job.journalFile)) return;
      if (attempt === 0 && !this.#has('closing')) await this.#note({ event: 'closing', reason: 'guard' });
      const closing = await this.#close(id);
      if ('confirmedBy' in closing) {
        await this.#noteClosed(closing);
        // It fetches the notes and deletes what was kept for this session only.
        if (this.#hasJournal) await this.#verb(['leave', '--session-id', id]);
        return;
      }
      await this.#noteProblem(closing.problem);
      // A command may find a different key, or the local engine at another address.
      if (needsVerb(closing.problem, this.#isLocal) && performance.now() >= nextVerb) {
        if ((await this.#verb(['leave', '--session-id', id])) === 0) return;
        nextVerb = performance.now() + betweenVerbsMs;
      }
      await this.#pause(retryMs[Math.min(attempt, retryMs.length - 1)] ?? 0);
    }
  }

  /** @param {string} id @returns {Promise<import('./guard-service.mjs').Closing | { problem: 'no_key' }>} */
  async #close(id) {
    return this.#session ? this.#session.close(id) : { problem: 'no_key' };
  }

  /** Waits between two attempts, unless no other one is needed. @param {number} ms */
  async #pause(ms) {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      if (this.#isLocal && !existsSync(this.#job.journalFile)) return;
      await sleep(Math.min(tickMs, ms));
    }
  }

  /** @param {string[]} argv @returns {Promise<number | null>} */
  #verb(argv) {
    return runCommand(this.#job.launcher, this.#job.workspace, argv);
  }
}

/**
 * @param {string} problem
 * @param {boolean} isLocal
 */
function needsVerb(problem, isLocal) {
  return isLocal || problem === 'key_refused' || problem === 'no_key' || problem === 'session_missing';
}
