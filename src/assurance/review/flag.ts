/** A flag: what one rule found, with an id that stays the same however much the log grows. */

import {sha256} from '../../kernel/digests.ts';
import type {Finding} from './rule.ts';
import type {RuleId, RuleLine, Severity} from './rules-file.ts';

export interface Flag {
  readonly id: string;
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly title: string;
  /** The first entries by index; `count` says how many there are. */
  readonly entries: readonly number[];
  readonly count: number;
  readonly actors: readonly string[];
  readonly project: string | null;
  readonly seen: string;
  readonly normal: string;
  /** What was seen, and what a normal value is, in plain words. */
  readonly sentences: readonly [saw: string, normal: string];
}

/** The hash of the rule and of the first entry. */
const flagId = (rule: RuleId, kind: string, first: number): string =>
  `F-${sha256(['dolen/access-flag/v1', rule, kind, first].join('\n')).slice(0, 12)}`;

export function flagOf(line: RuleLine, finding: Finding): Flag {
  const {kind = '-', entries, actors, project, seen, normal} = finding;
  const words = {
    actor: actors.length > 0 ? actors.join(' and ') : 'the system',
    project: project ?? 'no project',
    seen,
    normal,
  };
  return {
    id: flagId(line.id, kind, entries.named[0] ?? 0),
    rule: line.id,
    severity: line.severity,
    title: line.title,
    entries: entries.named,
    count: entries.count,
    actors,
    project,
    seen,
    normal,
    sentences: [filled(line.saw, words), filled(line.normal, words)],
  };
}

const filled = (sentence: string, words: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
