/** The log, seen from outside: witnesses by network and by file, receipts without a home, and what is refused. */

import {type ChildProcess, spawn} from 'node:child_process';
import {cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Entry} from '../../src/assurance/audit/entry.ts';
import {readOpening} from '../../src/assurance/audit/openings.ts';
import {sha256} from '../../src/kernel/digests.ts';
import {dolen, dolenJson, ROOT, type Run} from '../support/dolen.ts';

let place = '';
let home = '';
/** Servers that are still up. */
const servers: {child: ChildProcess; url: string}[] = [];

const dirOf = (name: string): string => join(place, name);
const audit = (...args: string[]): Promise<Run> => dolen(['audit', ...args, '--quiet']);
const own = (...args: string[]): Promise<Run> => audit(...args, '--home', home);

/** Sets the policy of witnesses as somebody who may. */
const setPolicy = (at: string, ...args: string[]): Promise<Run> =>
  audit(
    ...['policy', '--home', at, '--actor', 'operator:first', '--because', 'the panel asked'],
    ...args,
  );

interface Verified {
  readonly size: number;
  readonly quorum: {readonly name: string; readonly isMet: boolean; readonly size: number};
  readonly witnesses: readonly {readonly name: string; readonly size: number}[];
}
const verified = () => dolenJson<Verified>(['audit', 'verify', '--home', home]);

async function makeWitness(name: string): Promise<string> {
  const run = await audit(
    ...['witness', '--dir', dirOf(name), '--init', '--name', `${name}.example/witness`],
    ...['--trust', readFileSync(join(home, 'audit/log.vkey'), 'utf8').trim()],
  );
  expect(run).toMatchObject({status: 0, stderr: ''});
  return readFileSync(join(dirOf(name), 'witness.vkey'), 'utf8').trim();
}

async function serve(name: string): Promise<string> {
  const args = ['bin/dolen.js', 'audit', 'witness', '--dir', dirOf(name), '--serve'];
  const child = spawn(process.execPath, args, {cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit']});
  const url = await new Promise<string>((done) => {
    child.stdout.once('data', (bytes: Buffer) =>
      done(bytes.toString().split(' ').at(-1)?.trim() ?? ''),
    );
  });
  servers.push({child, url});
  return url;
}

async function stop({child}: {child: ChildProcess}): Promise<number | null> {
  const ended = new Promise<number | null>((done) => child.once('close', done));
  child.kill('SIGTERM');
  return ended;
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'dolen-outside-'));
  home = join(place, 'home');
  await dolenJson(['store', 'keys', '--home', home]);
});

afterAll(async () => {
  for (const server of servers) await stop(server);
  await rm(place, {recursive: true, force: true});
});

describe('a log and its witnesses', () => {
  it('starts with a policy that asks for nobody, and says so', async () => {
    expect((await own('policy')).stdout).toMatch(/^log dolen\.local\/audit\+.*\nquorum none\n$/);
    const run = await own('verify');
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('only this log itself vouches for its history');
  });

  it('names two of three, and does not verify before two have cosigned', async () => {
    const vkeys = new Map<string, string>();
    for (const name of ['uni', 'panel', 'board']) vkeys.set(name, await makeWitness(name));
    expect(statSync(join(dirOf('uni'), 'witness.key')).mode & 0o777).toBe(0o600);
    const [uni, board] = [await serve('uni'), await serve('board')];
    const named = await setPolicy(
      ...[home, '--witness', `uni ${vkeys.get('uni')} ${uni}`],
      ...['--witness', `panel ${vkeys.get('panel')}`],
      ...['--witness', `board ${vkeys.get('board')} ${board}`, '--quorum', '2'],
    );
    expect(named.status).toBe(0);
    expect(named.stdout).toContain('it takes 2 of 3 witnesses, was 0 of 0');
    expect(named.stdout).not.toContain('weaker');
    const run = await own('verify');
    expect([run.status, run.stdout]).toEqual([5, '']);
    expect(run.stderr).toContain('QUORUM_NOT_MET');
    expect(run.stderr).toContain('witness panel: has cosigned nothing');
  });

  it('is changed by an operator alone, for a reason, and says what is lost by it', async () => {
    const place = dirOf('policy-home');
    const policy = () => readFileSync(join(place, 'audit/policy'), 'utf8');
    await dolenJson(['store', 'keys', '--home', place]);
    const vkeyOf = (name: string) => readFileSync(join(dirOf(name), 'witness.vkey'), 'utf8').trim();
    const two = ['uni', 'panel'].flatMap((name) => ['--witness', `${name} ${vkeyOf(name)}`]);
    await setPolicy(place, ...two);
    const before = policy();
    expect(before).toContain('group witnesses all uni panel');
    const none = ['policy', '--home', place, '--quorum', 'none'];
    const refused = await audit(...none, '--because', 'none needed', '--actor', 'auditor:first');
    expect([refused.status, refused.stdout, policy()]).toEqual([3, '', before]);
    expect(refused.stderr).toContain('auditor:first is not operator; operator:first is');
    const silent = await audit(...none, '--actor', 'operator:first');
    expect([silent.status, policy()]).toEqual([2, before]);
    const blank = await audit(...none, '--actor', 'operator:first', '--because', ' ');
    expect([blank.status, policy()]).toEqual([2, before]);

    const fewer = await setPolicy(place, '--witness', `board ${vkeyOf('board')}`);
    expect(fewer.stdout).toContain(
      '  it takes 1 of 1 witnesses, was 2 of 2\n' +
        '  no longer asked: uni, panel\n' +
        '  weaker than the policy before: there are fewer witnesses, and fewer have to agree\n',
    );
    const nobody = await setPolicy(place, '--quorum', 'none', '--json');
    expect(JSON.parse(nobody.stdout)).toMatchObject({
      change: {dropped: ['board'], isWeaker: true, after: {witnesses: 0, needed: 0}},
    });
    expect(await audit('policy', '--home', place)).toMatchObject({status: 0, stdout: policy()});

    const {entries} = await dolenJson<{entries: Entry[]}>(['audit', 'export', '--home', place]);
    const about = entries.filter(({objects}) => objects[0]?.type === 'policy');
    expect(about.map(({action, reasonCodes}) => [action, ...reasonCodes])).toEqual([
      ['POLICY_CHANGED'],
      ['ACTOR_REFUSED', 'ROLE_NOT_HELD'],
      ['POLICY_CHANGED'],
      ['POLICY_CHANGED'],
    ]);
    expect(about[2]?.objects).toEqual(
      Object.entries({
        policy: 'witnesses',
        'witnesses-before': '2',
        'quorum-before': '2',
        witnesses: '1',
        quorum: '1',
      }).map(([type, id]) => ({id, type})),
    );
    const kept = await readOpening(join(place, 'governance'), about[2]?.commits.reason ?? '');
    expect(kept?.value).toBe('the panel asked');
  });

  it('asks over the network: the same checkpoint of all, and the answers are in the log', async () => {
    const run = await own('cosign');
    expect(run).toMatchObject({status: 0, stderr: ''});
    expect(run.stdout).toMatch(/uni: cosigned at .*\n {2}board: cosigned at /);
    const {size, quorum, witnesses} = await verified();
    expect(quorum).toEqual({name: 'witnesses', isMet: true, size: size - 2});
    expect(witnesses.map((one) => one.size)).toEqual([size - 2, 0, size - 2]);
    const log = await own('export');
    expect(log.stdout).toMatch(/WITNESS_COSIGNED {2}witness uni, checkpoint \d+/);
  });

  it('serves what it last cosigned, and answers nothing else', async () => {
    const url = servers[0]?.url ?? '';
    const held = await fetch(`${url}/${sha256('dolen.local/audit')}/checkpoint`);
    expect([held.status, held.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ]);
    expect(await held.text()).toContain('\u2014 uni.example/witness ');
    for (const path of [
      '/',
      '/..%2fwitness.key',
      '/witness.key',
      `/${'0'.repeat(64)}/checkpoint`,
    ]) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    const post = (body: string) => fetch(`${url}/add-checkpoint`, {method: 'POST', body});
    expect((await post('old 0\n')).status).toBe(400);
    expect((await post('x'.repeat(300_000))).status).toBe(400);
  });

  it('asks by file: what is carried there and back is all there is', async () => {
    const [request, answer] = [join(place, 'request'), join(place, 'reply')];
    const asked = await own('cosign', '--name', 'panel', '--request-out', request);
    expect(asked.status).toBe(0);
    expect(readFileSync(request, 'utf8')).toMatch(/^old 0\n\ndolen\.local\/audit\n\d+\n/);
    const answered = await audit(
      ...['witness', '--dir', dirOf('panel'), '--request', request, '--reply', answer],
    );
    expect(answered.status).toBe(0);
    expect(readFileSync(answer, 'utf8')).toMatch(
      /^HTTP\/1\.1 200 OK\n.*\n\n\u2014 panel\.example/s,
    );
    expect((await own('cosign', '--name', 'panel', '--reply', answer)).status).toBe(0);
    const {size, witnesses} = await verified();
    expect(witnesses.find(({name}) => name === 'panel')?.size).toBe(size - 1);
    // The next request says what that witness holds.
    await own('cosign', '--name', 'panel', '--request-out', request);
    expect(readFileSync(request, 'utf8')).toMatch(new RegExp(`^old ${size - 1}\n`));
    // Its key calls it something else, and that is a name of it too.
    const byKey = await own('cosign', '--name', 'panel.example/witness', '--request-out', request);
    expect(byKey).toMatchObject({status: 0, stdout: expect.stringContaining('for panel, about')});
    const online = await own('cosign', '--name', 'uni.example/witness');
    expect(online.stdout).toMatch(/uni: cosigned at /);
    expect(online.stdout).not.toContain('board');
    expect((await own('cosign', '--name', 'of-nobody')).stderr).toContain('uni, panel, board');
  });

  it('takes no reply that is of another witness or of another log', async () => {
    const answer = join(place, 'reply');
    await own('cosign', '--name', 'uni', '--request-out', join(place, 'request-uni'));
    const run = await own('cosign', '--name', 'uni', '--reply', answer);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('WITNESS_REPLY_INVALID');
    writeFileSync(answer, 'hello');
    expect((await own('cosign', '--name', 'uni', '--reply', answer)).status).toBe(4);
  });

  it('says why a witness refuses, and that a refusal is in the log', async () => {
    const other = dirOf('other-home');
    await dolenJson(['store', 'keys', '--home', other]);
    const vkey = readFileSync(join(dirOf('uni'), 'witness.vkey'), 'utf8').trim();
    const url = servers[0]?.url ?? '';
    await setPolicy(other, '--witness', `uni ${vkey} ${url}`, '--quorum', '1');
    const run = await audit('cosign', '--home', other);
    expect(run.status).toBe(3);
    // The same name of a log, and another key.
    expect(run.stderr).toContain('status 403');
    const log = await audit('export', '--home', other);
    expect(log.stdout).toMatch(/WITNESS_REFUSED {2}witness uni, .* refuse WITNESS_REFUSED/);
  });

  it('tells logs apart by their names: one that is started with its own can share the witness', async () => {
    const [same, named] = [dirOf('other-home'), dirOf('named-home')];
    const trust = (vkey: string) => audit('witness', '--dir', dirOf('uni'), '--trust', vkey.trim());
    const refused = await trust(readFileSync(join(same, 'audit/log.vkey'), 'utf8'));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('another log of that name is known');
    const started = await audit('start', '--origin', 'tre.example/audit', '--home', named);
    expect(started.stdout).toMatch(/^tre\.example\/audit\+/);
    expect((await trust(started.stdout)).status).toBe(0);
    expect((await audit('start', '--origin', 'b', '--home', named)).status).toBe(2);
    expect((await audit('start', '--origin', 'a+b', '--home', dirOf('none'))).status).toBe(2);
  });

  it('raises the alarm when a log was cut, and then names the entry from which on', async () => {
    const cut = dirOf('named-home');
    const vkey = readFileSync(join(dirOf('uni'), 'witness.vkey'), 'utf8').trim();
    const url = servers[0]?.url ?? '';
    await setPolicy(cut, '--witness', `uni ${vkey} ${url}`, '--quorum', '1');
    cpSync(join(cut, 'audit'), join(place, 'earlier'), {recursive: true});
    const {size} = await dolenJson<Verified>(['store', 'keys', '--home', cut]).then(() =>
      dolenJson<Verified>(['audit', 'cosign', '--home', cut]),
    );
    rmSync(join(cut, 'audit'), {recursive: true});
    cpSync(join(place, 'earlier'), join(cut, 'audit'), {recursive: true});
    const run = await audit('cosign', '--home', cut);
    expect(run.status).toBe(5);
    expect(run.stderr).toContain(`witness uni: has cosigned ${size} entries: entry 2 and later`);
    const check = await audit('verify', '--home', cut);
    expect(check.status).toBe(5);
    // The refusal itself is entry 2 now, and nobody has seen it.
    expect(check.stderr).toMatch(/entry \d+: missing: witness\/uni\/\d+ shows \d+ entries/);
  });

  it('does without a witness that does not answer', async () => {
    const board = servers.pop();
    if (!board) throw new Error('no server');
    expect(await stop(board)).toBe(0);
    const run = await own('cosign');
    expect(run.status).toBe(70);
    expect(run.stdout).toContain('uni: cosigned at');
    expect(run.stdout).toContain('WITNESS_UNREACHABLE');
  });

  it('never goes back when a network and a file request come at once, by two processes', async () => {
    const requests = [];
    for (let i = 0; i < 4; i++) {
      const request = join(place, `race-${i}`);
      await own('cosign', '--name', 'uni', '--request-out', request);
      await dolenJson(['store', 'keys', '--home', home]);
      requests.push(request);
    }
    const url = servers[0]?.url ?? '';
    const answers = await Promise.all(
      requests.map(async (request, i) => {
        if (i % 2 === 0) {
          const body = readFileSync(request);
          return (await fetch(`${url}/add-checkpoint`, {method: 'POST', body})).status;
        }
        const args = ['--request', request, '--reply', `${request}.reply`, '--json'];
        const run = await audit('witness', '--dir', dirOf('uni'), ...args);
        return (JSON.parse(run.stdout) as {status: number}).status;
      }),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter((status) => status === 409)).toHaveLength(3);
    const won = readFileSync(requests[answers.indexOf(200)] ?? '', 'utf8');
    const [, head = ''] = won.split('\n\n');
    const held = join(dirOf('uni'), 'logs', sha256('dolen.local/audit'), 'checkpoint');
    expect(readFileSync(held, 'utf8')).toContain(`${head}\n`);
    // What it holds beyond what this log remembers is learnt from its answer.
    expect((await own('cosign', '--name', 'uni')).status).toBe(0);
  });
});

describe('a receipt', () => {
  const receipt = () => join(place, 'mailed', 'entry.tlog-proof');

  it('is made for any entry, and verifies anywhere with the policy beside it', async () => {
    mkdirSync(join(place, 'mailed'));
    expect((await own('prove', '2', '--out', receipt())).status).toBe(0);
    cpSync(join(home, 'audit/policy'), join(place, 'mailed/policy'));
    const run = await audit('verify', receipt(), '--home', join(place, 'nowhere'));
    expect(run).toMatchObject({status: 0, stderr: ''});
    expect(run.stdout).toContain('the receipt verifies: entry 2 of dolen.local/audit, among');
    expect(run.stdout).toContain('what        key created (KEY_CREATED)');
    expect(run.stdout).toContain('quorum      witnesses: met');
    expect(run.stdout).toContain('the policy came with the receipt');
    const trusted = await audit('verify', receipt(), '--policy', join(home, 'audit/policy'));
    expect(trusted.status).toBe(0);
    expect(trusted.stdout).not.toContain('came with the receipt');
  });

  it('is refused in plain words when a byte has changed, and of another log', async () => {
    const bytes = readFileSync(receipt());
    const changed = join(place, 'mailed', 'changed.tlog-proof');
    const text = bytes.toString('utf8');
    for (const at of [3, 40, text.indexOf('index') + 6, text.lastIndexOf('\u2014') + 4]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      writeFileSync(changed, copy);
      const run = await audit('verify', changed);
      expect([run.status, run.stdout]).toEqual([5, '']);
      expect(run.stderr).toContain('RECEIPT_INVALID: the receipt does not verify');
    }
    const theirs = join(dirOf('other-home'), 'audit/policy');
    const run = await audit('verify', receipt(), '--policy', theirs);
    expect(run.status).toBe(5);
    expect((await audit('verify', join(place, 'none'))).status).toBe(2);
    rmSync(join(place, 'mailed/policy'));
    expect((await audit('verify', receipt())).status).toBe(4);
  });

  it('kept outside tells that the log was cut, and from which entry on', async () => {
    const cut = join(place, 'cut');
    await dolenJson(['store', 'keys', '--home', cut]);
    const early = join(place, 'early');
    cpSync(join(cut, 'audit'), early, {recursive: true});
    const kept = join(place, 'kept.tlog-proof');
    expect((await audit('prove', '1', '--home', cut, '--out', kept)).status).toBe(0);
    rmSync(join(cut, 'audit'), {recursive: true});
    cpSync(early, join(cut, 'audit'), {recursive: true});
    expect((await audit('verify', '--home', cut)).status).toBe(0);
    const run = await audit('verify', '--home', cut, '--checkpoint', kept);
    expect(run.status).toBe(5);
    expect(run.stderr).toMatch(/entry 4: missing: checkpoint 1 shows 5 entries, the log holds 4/);
  });

  it('or a proof of growth is asked for in numbers that exist', async () => {
    expect((await own('prove')).status).toBe(2);
    const {size} = await verified();
    for (const args of [['99999'], [String(size)], ['1', '--size', String(size + 1)]]) {
      const beyond = await own('prove', ...args);
      expect([beyond.status, beyond.stdout]).toEqual([2, '']);
      if (args.length === 1) expect(beyond.stderr).toContain(`the log has ${size} entries`);
    }
    // Nothing was made, so the log says nothing of it.
    expect((await verified()).size).toBe(size);
    expect((await own('prove', '1', '--size', '1')).status).toBe(2);
    expect((await own('prove', '--from', '9', '--to', '3')).status).toBe(2);
    const run = await own('prove', '--from', '3', '--to', '7');
    expect(run.stdout.split('\n')).toEqual([
      'dolen.local/audit',
      expect.stringMatching(/^from 3 /),
      expect.stringMatching(/^to 7 /),
      ...Array(4).fill(expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)),
      '',
    ]);
  });

  it('that a crash left out is made again', async () => {
    const run = await own('prove', '--missing', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({made: []});
  });
});
