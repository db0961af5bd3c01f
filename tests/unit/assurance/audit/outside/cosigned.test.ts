import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {
  heldCheckpoints,
  keepCosigned,
} from '../../../../../src/assurance/audit/outside/cosigned.ts';
import {askAbout, takeAnswer} from '../../../../../src/assurance/audit/witness/ask.ts';
import {append, failureOf, journalOf, openLog, temporaryFolder} from '../../support/logs.ts';
import {cosign, withWitnesses} from '../../support/witnesses.ts';

async function witnessedLog() {
  const directory = join(temporaryFolder(), 'audit');
  const log = await openLog(directory);
  await append(log, 5);
  await log.close();
  return {directory, witnessed: await withWitnesses(directory)};
}

it('cosignatures of one checkpoint are put together, and the best checkpoint comes first', async () => {
  const {directory, witnessed} = await witnessedLog();
  await cosign(directory, witnessed, ['university', 'panel']);
  await cosign(directory, witnessed, ['university']);
  const held = await heldCheckpoints(directory, witnessed.policy);
  expect(
    held.map(({checkpoint, quorum, witnesses}) => [
      checkpoint.size,
      quorum,
      witnesses.filter(({at}) => at !== null).map(({name}) => name),
    ]),
  ).toEqual([
    [6, true, ['university', 'panel']],
    [8, false, ['university']],
    [9, false, []],
  ]);
});

it('the log says that a witness cosigned before the cosignature is kept', async () => {
  const {directory, witnessed} = await witnessedLog();
  // A file where the folder would be: nothing can be kept.
  writeFileSync(join(directory, 'witness'), '');
  const log = await openLog(directory);
  const {note} = await log.publish();
  const [witness] = witnessed.policy.witnesses;
  if (!witness) throw new Error('no witness');
  const asking = await askAbout(directory, note, witness);
  const asked = witnessed.witnesses.get(witness.name);
  const reply = await asked?.addCheckpoint(Buffer.from(asking.request));
  if (!reply) throw new Error('no reply');
  await expect(takeAnswer(directory, log, asking, reply)).rejects.toThrow();
  expect(journalOf(directory).at(-1)).toMatchObject({
    action: 'WITNESS_COSIGNED',
    objects: [
      {type: 'witness', id: 'university'},
      {type: 'checkpoint', id: '6'},
    ],
  });
});

it('a reply with the signature of another text or another witness leaves nothing', async () => {
  const {directory, witnessed} = await witnessedLog();
  const log = await openLog(directory);
  const {note} = await log.publish();
  const [first, second] = witnessed.policy.witnesses;
  if (!first || !second) throw new Error('no witnesses');
  const asking = await askAbout(directory, note, first);
  const answer = await witnessed.witnesses
    .get(second.name)
    ?.addCheckpoint(Buffer.from(asking.request));
  if (!answer) throw new Error('no reply');
  for (const body of [answer.body, '', 'hello\n', answer.body.trimEnd()]) {
    const failure = await failureOf(takeAnswer(directory, log, asking, {...answer, body}));
    expect(failure.code).toBe('WITNESS_REPLY_INVALID');
  }
  expect(journalOf(directory)).toEqual([]);
  // A line that is nobody's is passed over, and not kept.
  const own = await witnessed.witnesses.get(first.name)?.addCheckpoint(Buffer.from(asking.request));
  const stranger = `\u2014 stranger.example ${Buffer.alloc(76, 1).toString('base64')}\n`;
  await takeAnswer(directory, log, asking, {...answer, body: `${stranger}${own?.body}`});
  expect(readFileSync(join(directory, 'witness/university/6'), 'utf8')).not.toContain('stranger');
});

it('a witness whose name could lead elsewhere has no folder', async () => {
  const directory = temporaryFolder();
  for (const name of ['../x', '..', '.hidden', '', 'a/b']) {
    const failure = await failureOf(keepCosigned(directory, name, {size: 1, note: ''}));
    expect(failure.code).toBe('USAGE');
  }
});
