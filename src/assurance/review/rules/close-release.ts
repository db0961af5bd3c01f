/**
 * AR12: a table was released although the check found that it is close to an earlier one. The entry
 * that approves, or releases, names the finding that was overridden among its reason codes.
 */

import {idOf} from '../acts.ts';
import {EntryRun, type Finding, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

interface Override {
  readonly request: string;
  readonly project: string | null;
  readonly actors: Set<string>;
  readonly entries: EntryRun;
}

export class CloseRelease implements Rule {
  readonly #codes: ReadonlySet<string>;
  readonly #found = new Map<string, Override>();

  constructor({overriddenCodes}: ParametersOf<'AR12'>) {
    this.#codes = new Set(overriddenCodes);
  }

  see({entry}: Sighting): void {
    const {action, decision, reasonCodes, seq, actor, project} = entry;
    if (action !== 'RELEASE_APPROVED' && action !== 'RELEASE_RELEASED') return;
    if (decision === 'refuse' || !reasonCodes.some((code) => this.#codes.has(code))) return;
    const request = idOf(entry, 'request') ?? `entry ${seq}`;
    const one = this.#found.get(request) ?? {
      request,
      project,
      actors: new Set<string>(),
      entries: new EntryRun(),
    };
    one.entries.add(seq);
    one.actors.add(actor);
    this.#found.set(request, one);
  }

  findings(): Finding[] {
    return [...this.#found.values()].map(({request, project, actors, entries}) => ({
      entries,
      actors: [...actors].sort(),
      project,
      seen: `${request}, which differs from an earlier table by a small number of people`,
      normal: 'returned to its author, who changes it',
    }));
  }
}
