/** What the panel report says: a page for a lay reader, then everything behind it. */

import {dayNumber, dayOf, type Instant, type IsoDay} from '../../../kernel/dates.ts';
import {dayInWords} from '../calendar.ts';
import type {StandingGrant} from '../grants-in-log.ts';
import type {QueuedFlag} from '../queue.ts';
import {plural} from '../rule.ts';
import {type Document, facts, list, type Section, table, text} from './document.ts';
import type {Tally} from './facts.ts';
import type {PanelReport} from './panel-report.ts';
import {actsInWords, bandInWords, basesInWords, STATES} from './words.ts';

/** Approvals that a release needs. */
const CHECKERS = 2;

const DAY = (at: Instant): string => dayInWords(dayOf(at));

export function reportDocument(report: PanelReport): Document {
  const {firstAt, lastAt} = report.period;
  return {
    title: 'Who used the data, and what left',
    about: `From ${DAY(firstAt)} to ${DAY(lastAt)}. Made from the audit log alone, so anybody with the log gets the same report.`,
    summary: [inShort(report), flagsInShort(report), leftInShort(report), trust(report)],
    detail: [
      flagSection(report),
      rulesSection(report),
      personSection(report),
      tallySection('By dataset', 'Dataset', 'Projects', report.datasets),
      tallySection('By project', 'Project', 'Application', report.projects),
      purposeSection(report),
      releaseSection(report),
      optOutSection(report),
      lapseSection(report),
      logSection(report),
    ],
  };
}

function inShort({counts, staff, flags}: PanelReport): Section {
  const waiting = flags.filter(({state}) => state === 'open' || state === 'new');
  return {
    title: 'In short',
    blocks: [
      list(
        `${plural(staff, 'person', 'people')} of the environment and its panels did something that the log holds: ${actsInWords(counts)}.`,
        `${plural(flags.length, 'act or pattern', 'acts or patterns')} looked unusual to the rules, and ${waiting.length === 0 ? 'none waits' : `${waiting.length} still ${waiting.length === 1 ? 'waits' : 'wait'}`} for a decision.`,
        'No person whose data these are is named anywhere in the log or in this report.',
      ),
    ],
  };
}

/** As many as fit on the first page. */
const IN_SHORT = 7;

/** One sentence for each rule that found something grave, or something that waits for too long. */
function flagsInShort({flags}: PanelReport): Section {
  const title = 'What needs your attention';
  const waiting = flags.filter(({state}) => state === 'open' || state === 'new');
  if (waiting.length === 0) return {title, blocks: [text('Nothing waits for a decision.')]};
  const grave = waiting.filter(({severity, isOverdue}) => severity !== 'low' || isOverdue);
  const shown = [...Map.groupBy(grave, ({rule}) => rule).values()].slice(0, IN_SHORT);
  const others = waiting.length - shown.flat().length;
  const said = others === waiting.length ? 'flag waits' : 'other flag waits';
  return {
    title,
    blocks: [
      ...(shown.length > 0 ? [list(...shown.map(groupInShort))] : []),
      ...(others > 0
        ? [
            text(
              `${plural(others, said, said.replace('flag waits', 'flags wait'))} for a decision: see the next pages.`,
            ),
          ]
        : []),
    ],
  };
}

function groupInShort(flags: readonly QueuedFlag[]): string {
  const [first, ...others] = flags;
  if (!first) return '';
  const [saw, normal] = first.sentences;
  const late = flags.some(({isOverdue}) => isOverdue) ? ' This has waited for too long.' : '';
  const more = others.length === 0 ? '' : ` And ${others.length} more like it.`;
  return `${saw} ${normal}${late} (${first.id})${more}`;
}

function leftInShort({released, lapsing, lapseDays}: PanelReport): Section {
  const revoked = released.filter(({revokedAt}) => revokedAt !== null).length;
  const recalled = revoked === 0 ? '' : ` ${plural(revoked, 'was', 'were')} recalled.`;
  const unchecked = released.filter(({approvedBy}) => approvedBy.length < CHECKERS).length;
  const checked =
    unchecked === 0
      ? 'two people approved each of them'
      : `the log does not show that two people approved ${unchecked} of them`;
  return {
    title: 'What left, and what ends soon',
    blocks: [
      list(
        released.length === 0
          ? 'Nothing left the environment.'
          : `${plural(released.length, 'table')} of numbers left the environment; ${checked}.${recalled}`,
        lapsing.length === 0
          ? `No permission ends in the next ${lapseDays} days.`
          : `${plural(lapsing.length, 'permission')} ended or will end within ${lapseDays} days.`,
      ),
    ],
  };
}

function trust({log, witnesses}: PanelReport): Section {
  const seen =
    witnesses.length === 0
      ? 'No witness outside the organisation has confirmed this log yet: nobody but its keeper vouches for it.'
      : `${plural(witnesses.length, 'witness', 'witnesses')} outside have confirmed it: ${witnesses.map(({witness, at}) => `${witness} on ${DAY(at)}`).join(', ')}.`;
  return {
    title: 'Why you can trust this',
    blocks: [
      text(
        `Every act is written down before it happens. The entries are tied to one fingerprint, so a later change shows to everybody who kept an earlier one. This report rests on its first ${plural(log.size, 'entry', 'entries')}. ${seen}`,
      ),
    ],
  };
}

const flagRow = (flag: QueuedFlag): string[] => {
  const {id, rule, title, sentences, entries, count, state, decided, raised, isOverdue} = flag;
  const more = count > entries.length ? ` and ${count - entries.length} more` : '';
  const by = decided ? `, by ${decided.by} on ${DAY(decided.at)}` : '';
  const since =
    raised && !decided ? `, since ${DAY(raised.at)}${isOverdue ? ': too long' : ''}` : '';
  return [
    id,
    `${title} (${rule})`,
    sentences.join(' '),
    `${STATES[state]}${by}${since}`,
    `${entries.slice(0, 5).join(', ')}${entries.length > 5 ? ` and ${count - 5} more` : more}`,
  ];
};

const flagSection = ({flags}: PanelReport): Section => ({
  title: 'Every flag',
  blocks: [
    text(
      'A flag is no accusation: it says that something was unusual, and that somebody should look.',
    ),
    table(
      ['Flag', 'Rule', 'What was seen, and what is normal', 'State', 'Entries of the log'],
      flags.map(flagRow),
      'There is no flag.',
    ),
  ],
});

const rulesSection = ({rules, rulesDigest}: PanelReport): Section => ({
  title: 'What the rules look for',
  blocks: [
    table(
      ['Rule', 'Looks for', 'Flags', 'Used'],
      rules.map(({id, title, on, flags}) => [
        id,
        title,
        String(flags),
        on ? 'yes' : 'switched off',
      ]),
      'There are no rules.',
    ),
    facts(['Fingerprint of the rules', rulesDigest]),
  ],
});

const personSection = ({people}: PanelReport): Section => ({
  title: 'By person',
  blocks: [
    text(
      'Everybody of the environment and its panels who did something that the log holds, by staff id. A use is one act that used data; what it used, and for which project, is beside it. A refusal is one entry that says no to the person: to a use of data, to a question, to a role, or to a whole command; so a refused command can leave two. Rule AR07 counts refusals the same way, while the other tables count each kind apart.',
    ),
    table(
      [
        'Person',
        'Uses of data',
        'Datasets used',
        'Projects',
        'Refusals',
        'Acts outside office hours',
      ],
      people.map(({name, uses, datasets, projects, refusals, outOfHours}) => [
        name,
        String(uses),
        datasets.join(', '),
        projects.join(', '),
        String(refusals),
        outOfHours === null ? 'not looked for' : String(outOfHours),
      ]),
      'Nobody did anything.',
    ),
  ],
});

const tallySection = (title: string, one: string, beside: string, tallies: readonly Tally[]) => ({
  title,
  blocks: [
    table(
      [one, 'What was done', beside],
      tallies.map(({name, acts, with: others}) => [name, actsInWords(acts), others.join(', ')]),
      'Nothing was done.',
    ),
  ],
});

const purposeSection = ({purposes}: PanelReport): Section => ({
  title: 'By purpose',
  blocks: [
    text(
      'A purpose is an application that was approved, with its version; the register says in words what it is for.',
    ),
    table(
      ['Application', 'Project', 'Legal basis', 'What was done'],
      purposes.map(({name, with: projects, legalBasis, acts}) => [
        name,
        projects.join(', '),
        basesInWords(legalBasis),
        actsInWords(acts),
      ]),
      'Nothing was done for a purpose.',
    ),
  ],
});

const releaseSection = ({released}: PanelReport): Section => ({
  title: 'What was released',
  blocks: [
    table(
      ['Table', 'Project', 'Released on', 'Rows', 'Checked by', 'Recalled', 'Entry'],
      released.map(({request, project, at, rows, approvedBy, revokedAt, index}) => [
        request,
        project ?? '',
        DAY(at),
        bandInWords(rows),
        approvedBy.join(', '),
        revokedAt === null ? 'no' : `on ${DAY(revokedAt)}`,
        String(index),
      ]),
      'Nothing was released.',
    ),
  ],
});

const optOutSection = ({optOuts}: PanelReport): Section => ({
  title: 'People who opted out',
  blocks: [
    text(
      'The last linkage of each dataset. Numbers are given as ranges, so that they say nothing about anyone.',
    ),
    table(
      ['Dataset', 'Linked on', 'People on the list of opt-outs', 'Rows before', 'Rows after'],
      optOuts.map(({dataset, at, list: people, rowsIn, rowsOut}) => [
        dataset,
        DAY(at),
        bandInWords(people),
        bandInWords(rowsIn),
        bandInWords(rowsOut),
      ]),
      'No opt-outs were applied.',
    ),
  ],
});

function lapseSection({lapsing, lapseDays, period}: PanelReport): Section {
  const today = dayOf(period.lastAt);
  const when = ({validTo}: StandingGrant): string => {
    const day = validTo as IsoDay;
    const left = dayNumber(day) - dayNumber(today);
    const word = left < 0 ? 'ended' : left === 0 ? 'ends today' : `in ${plural(left, 'day')}`;
    return `${dayInWords(day)} (${word})`;
  };
  return {
    title: 'Permissions that end',
    blocks: [
      text(`Permissions that ended, or end within ${lapseDays} days of ${dayInWords(today)}.`),
      table(
        ['Permission', 'Project', 'Datasets', 'Application', 'Last day'],
        lapsing.map((grant) => [
          grant.grant,
          grant.project,
          grant.datasets.join(', '),
          grant.purpose ?? '',
          when(grant),
        ]),
        'None.',
      ),
    ],
  };
}

const logSection = ({log, witnesses}: PanelReport): Section => ({
  title: 'The log behind this report',
  blocks: [
    facts(
      ['Name of the log', log.origin],
      ['Entries', String(log.size)],
      ['Fingerprint of all entries (root)', log.root],
    ),
    table(
      ['Witness', 'Confirmed on', 'Entries that it has seen'],
      witnesses.map(({witness, at, size}) => [witness, at, size ?? 'not stated']),
      'No witness has confirmed this log.',
    ),
    text(
      `To check it yourself: dolen audit verify says whether the log is whole; dolen audit review --report DIR --size ${log.size} makes this report again, byte for byte, as long as the rules have the same fingerprint.`,
    ),
  ],
});
