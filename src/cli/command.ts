/** What a command is: its name, its options, and what it prints. */

import type {AuditLog, LogIdentity} from '../assurance/audit/log.ts';
import type {Job} from '../assurance/job/job.ts';
import type {RecordEntry} from '../assurance/job/logged.ts';
import type {Unlock} from '../assurance/keys/unlock.ts';
import type {Effects} from '../kernel/effects.ts';
import type {Zone} from '../kernel/zones.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in help, for example `DIR`. */
  readonly value?: string;
  readonly help: string;
  readonly required?: boolean;
  /** May be given several times. */
  readonly repeated?: boolean;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  /** The value of an option. */
  text(name: string): string | undefined;
  /** The value of an option that the command cannot do without. */
  need(name: string): string;
  /** All values of an option that may be repeated. */
  all(name: string): readonly string[];
  isSet(name: string): boolean;
  readonly home: string;
  /** Runs an act as a job of a zone, in the audit log from start to end. */
  job(zone: Zone, act: (job: Job) => Promise<Outcome>, project?: string): Promise<Outcome>;
  /** Runs an act of governance, which is no zone and opens no data, in the log from start to end. */
  govern(
    role: string,
    act: (log: AuditLog, record: RecordEntry, identity: LogIdentity) => Promise<Outcome>,
  ): Promise<Outcome>;
  /** Options to hand on to a zone command that is started from here. */
  readonly shared: SharedOptions;
  readonly effects: Effects;
}

export interface SharedOptions {
  readonly home: string;
  readonly actor: string;
  /** How the actor is known: from the system's account, or because the command says so. */
  readonly assurance: 'declared' | 'operating-system';
  readonly role?: string;
  readonly governance: string;
  readonly seed?: string;
  /** The instant at which a command of a made-up home starts. */
  readonly at?: string;
  readonly memory?: string;
  readonly threads?: string;
  readonly quiet: boolean;
  /** Where the secrets are that open sealed keyrings. */
  readonly unlock?: Unlock;
}

/** What a command found: an object for machines, lines for people. */
export interface Outcome {
  readonly json: object;
  readonly text: readonly string[];
  /** When not 0, the command did its work and the answer is no. */
  readonly exitStatus?: number;
}

export interface Command {
  /** For example `provider split`. */
  readonly name: string;
  readonly summary: string;
  /** Names of positional arguments, in order. */
  readonly positionals?: readonly string[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  run(input: CommandInput): Promise<Outcome>;
}
