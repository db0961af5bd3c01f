/** Clerical review, on a terminal or from a file of decisions; pairs are shown on the screen and nowhere else. */

import type {Job} from '../../../assurance/job/job.ts';
import {parseIsoDay} from '../../../kernel/dates.ts';
import {DataFault, UsageError} from '../../../kernel/errors.ts';
import type {Share} from '../../../methods/linkage/evaluate/wilson.ts';
import type {PairDecision} from '../../../zones/trusted-third-party/review.ts';
import type {ReviewReport} from '../../../zones/trusted-third-party/review-report.ts';
import type {Command, CommandInput} from '../../command.ts';
import {readText} from '../../read-definitions.ts';

const review: Command = {
  name: 'third-party review',
  summary:
    'shows sampled pairs side by side for a person to decide; says how precise the links are',
  options: {
    reviewer: {type: 'string', value: 'ID', help: 'who decides (default: the actor)'},
    dataset: {type: 'string', value: 'NAME', help: 'the pairs of one dataset only'},
    decisions: {
      type: 'string',
      value: 'FILE',
      help: 'CSV of pair,decision with m, n or u, instead of the screen',
    },
    because: {type: 'string', value: 'TEXT', help: 'the reason kept with each decision'},
    expires: {type: 'string', value: 'DAY', help: 'until when a decision binds (default 5 years)'},
    report: {type: 'boolean', help: 'decide nothing; print what the review says so far'},
  },
  async run(input) {
    const {text, isSet, job, shared} = input;
    const file = text('decisions');
    const isScreen = file === undefined && !isSet('report');
    if (isScreen && !(process.stdin.isTTY && process.stdout.isTTY)) {
      throw new UsageError('USAGE', [
        {where: 'review', what: 'needs a terminal, or --decisions FILE, or --report'},
      ]);
    }
    const expires = text('expires');
    if (expires !== undefined && parseIsoDay(expires) === null) {
      throw new UsageError('USAGE', [{where: '--expires', what: 'a day such as 2030-01-31'}]);
    }
    const decisions = file === undefined ? [] : readDecisions(await readText(file, '--decisions'));
    const terms = {
      reviewer: text('reviewer') ?? shared.actor,
      because: text('because') ?? 'clerical review',
      ...(expires === undefined ? {} : {expires}),
    };
    return job('third-party', async (thirdParty) => {
      const {decidePairs} = await import('../../../zones/trusted-third-party/review.ts');
      const {reviewReport} = await import('../../../zones/trusted-third-party/review-report.ts');
      if (file !== undefined) await decidePairs(decisions, terms, thirdParty);
      const decided = isScreen ? await onScreen(input, terms, thirdParty) : decisions.length;
      const report = await reviewReport(text('dataset'), thirdParty);
      return {json: {decided, ...report}, text: [`decided ${decided} pairs`, ...tell(report)]};
    });
  },
};

async function onScreen(
  {text}: CommandInput,
  terms: {readonly reviewer: string; readonly because: string; readonly expires?: string},
  thirdParty: Job,
): Promise<number> {
  const {decidePairs, pairsToReview} = await import('../../../zones/trusted-third-party/review.ts');
  const {reviewOnScreen} = await import('../../review/screen.ts');
  const {withTerminal} = await import('../../review/terminal.ts');
  const dataset = text('dataset');
  const scope = {reviewer: terms.reviewer, ...(dataset === undefined ? {} : {dataset})};
  const pairs = await pairsToReview(scope, thirdParty);
  return withTerminal((terminal) =>
    reviewOnScreen(pairs, terminal, (pair, decision) =>
      decidePairs([{pair, decision}], terms, thirdParty),
    ),
  );
}

const WORDS: Readonly<Record<string, PairDecision['decision']>> = {
  m: 'must_link',
  n: 'cannot_link',
  u: 'unsure',
};

/** @throws DataFault REVIEW_INVALID with the numbers of the lines */
function readDecisions(text: string): PairDecision[] {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const faults =
    header?.replaceAll(' ', '') === 'pair,decision'
      ? []
      : [{where: 'header', what: 'not pair,decision'}];
  const decisions = lines.flatMap((line, i) => {
    const [, pair, word = ''] = /^\s*(\d{1,9})\s*,\s*([mnu])\s*$/.exec(line) ?? [];
    const decision = WORDS[word];
    if (pair !== undefined && decision !== undefined) return [{pair: Number(pair), decision}];
    faults.push({where: `line ${i + 2}`, what: 'not a number and m, n or u'});
    return [];
  });
  if (faults.length > 0) throw new DataFault('REVIEW_INVALID', faults);
  return decisions;
}

function tell({bands, precision, disputed, agreement}: ReviewReport): string[] {
  return [
    'by weight above the threshold: pairs, links among them, decided, one person',
    ...bands.map(
      ({from, to, pairs, links, decided, matches}) =>
        `  ${to === null ? `${from} bits and more` : `${from} to ${to} bits`}: ` +
        `${pairs}, ${links}, ${decided}, ${shareText(matches)}`,
    ),
    `precision of the probabilistic links: ${shareText(precision)}`,
    ...(disputed > 0 ? [`pairs on which reviewers disagree: ${disputed}`] : []),
    ...agreement.map(
      ({between, agreed, kappa}) =>
        `${between.join(' and ')} agree on ${shareText(agreed)} of ${agreed.of} pairs` +
        (kappa === null ? '' : `, kappa ${kappa.toFixed(2)}`),
    ),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const shareText = ({share, low, high}: Share): string =>
  share === null ? 'not known' : `${percent(share)} (${percent(low)} to ${percent(high)})`;

export const reviewCommands: readonly Command[] = [review];
