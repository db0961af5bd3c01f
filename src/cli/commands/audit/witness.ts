/** `audit witness`: a witness of other people's logs, with a folder of its own and no home. */

import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {resolve} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import {UsageError} from '../../../kernel/errors.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {serveWitness} from '../../witness-server.ts';
import {readGiven} from './open.ts';

// Neither key nor time of a witness follows from --seed: others rely on both.
const CLOCK = {now: () => Date.now()};

export const witness: Command = {
  name: 'audit witness',
  summary:
    'cosigns the logs of others, so that none can show two histories; needs no home, no data',
  options: {
    dir: {
      type: 'string',
      value: 'DIR',
      required: true,
      help: 'the folder of the witness: its key, the logs it knows, what it cosigned',
    },
    init: {type: 'boolean', help: 'makes the witness and prints its public key'},
    name: {
      type: 'string',
      value: 'NAME',
      help: 'with --init: its name, for example a host and path',
    },
    trust: {
      type: 'string',
      value: 'VKEY',
      repeated: true,
      help: 'adds a log by its public key (audit/log.vkey of its home); may be repeated',
    },
    serve: {type: 'boolean', help: 'answers requests on this machine until it is interrupted'},
    port: {type: 'string', value: 'N', help: 'with --serve: the port (default: a free one)'},
    request: {type: 'string', value: 'FILE', help: 'answers one request that came as a file'},
    reply: {type: 'string', value: 'FILE', help: 'with --request: where the answer goes'},
  },
  async run(input) {
    const directory = resolve(input.need('dir'));
    const said: string[] = [];
    const json: Record<string, unknown> = {};
    if (input.isSet('init')) {
      const {makeWitness} = await import('../../../assurance/audit/witness/folder.ts');
      json.vkey = await makeWitness(directory, input.need('name'), {randomBytes});
      said.push(String(json.vkey));
    }
    if (input.all('trust').length > 0) {
      json.trusted = await trust(directory, input.all('trust'), said);
    }
    if (input.isSet('serve')) return serve(input, directory);
    if (input.text('request') !== undefined) return answerFile(input, directory);
    if (said.length > 0) return {json, text: said};
    throw new UsageError('USAGE', [
      {where: 'audit witness', what: 'needs --init, --trust, --serve or --request'},
    ]);
  },
};

async function trust(
  directory: string,
  vkeys: readonly string[],
  said: string[],
): Promise<readonly string[]> {
  const {openCosigner, trustLog} = await import('../../../assurance/audit/witness/folder.ts');
  await openCosigner(directory);
  const trusted: string[] = [];
  for (const vkey of vkeys) trusted.push(await trustLog(directory, vkey));
  said.push(...trusted.map((origin) => `knows ${origin}`));
  return trusted;
}

async function serve({text}: CommandInput, directory: string): Promise<Outcome> {
  const {Witness} = await import('../../../assurance/audit/witness/witness.ts');
  const port = text('port') ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError('USAGE', [{where: '--port', what: 'a port from 0 to 65535'}]);
  }
  const server = await serveWitness(await Witness.open(directory, CLOCK), Number(port));
  process.stdout.write(`listening on ${server.url}\n`);
  const signal = new AbortController();
  const waiting = ['SIGINT', 'SIGTERM'].map((name) =>
    once(process, name, {signal: signal.signal}).catch(() => undefined),
  );
  await Promise.race(waiting);
  signal.abort();
  await server.close();
  return {json: {url: server.url, answered: server.answered()}, text: ['stopped']};
}

async function answerFile(input: CommandInput, directory: string): Promise<Outcome> {
  const {Witness} = await import('../../../assurance/audit/witness/witness.ts');
  const {writeReply} = await import('../../../assurance/audit/witness/reply.ts');
  const place = resolve(input.need('reply'));
  const own = await Witness.open(directory, CLOCK);
  const request = await readGiven(input.need('request'), 'request');
  const reply = await own.addCheckpoint(request);
  await writeWhole(place, writeReply(reply));
  const said = reply.status === 200 ? 'cosigned' : `not cosigned: ${reply.body.trimEnd()}`;
  return {
    json: {status: reply.status},
    text: [`status ${reply.status}, ${said}; carry the reply back`],
    exitStatus: reply.status === 200 ? 0 : 3,
  };
}
