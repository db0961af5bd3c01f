/** The world, handed in last: clock, randomness and progress. Tests hand in quiet ones. */

export interface Progress {
  /** One finished step of a command: what it was, how many rows, how long it took. */
  step(done: StepDone): void;
}

/** The only fields the run log may hold. No row, no value. */
export interface StepDone {
  readonly step: string;
  readonly rows?: number;
  readonly ms?: number;
}

export interface Effects extends Progress {
  /** Milliseconds since 1970. */
  now(): number;
  randomBytes(length: number): Uint8Array;
}
