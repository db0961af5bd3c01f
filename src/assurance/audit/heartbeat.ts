/** The pulse of the log: while a process has it open, it is never silent for longer than a minute. */

/**
 * T of governance reference §5.3. A checkpoint holds no time and signing it again gives the same
 * bytes, so only an entry shows that somebody is still there.
 */
export const HEARTBEAT_MS = 60_000;

/** Beats after every `HEARTBEAT_MS` in which nothing was heard. It keeps no process alive. */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;

  /** @param beat may fail: whoever appends next is told why, so nothing is lost by passing over it */
  constructor(beat: () => Promise<unknown>) {
    this.#timer = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_MS).unref();
  }

  /** Something was written: the silence starts anew. */
  heard(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
