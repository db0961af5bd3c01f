/** A witness on this machine's own address: `POST /add-checkpoint`, `GET /<origin digest>/checkpoint`. */

import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {reply, type WitnessReply} from '../assurance/audit/witness/reply.ts';
import type {Witness} from '../assurance/audit/witness/witness.ts';
import {DolenError} from '../kernel/errors.ts';

/** Others reach it through a proxy of their choice, which also brings TLS. */
const LOOPBACK = '127.0.0.1';
/** A proof of 63 hashes and a checkpoint with very many signatures. */
const MAX_REQUEST_BYTES = 256 * 1024;
const REQUEST_PATIENCE_MS = 30_000;

export interface WitnessServer {
  readonly url: string;
  /** How many requests were answered. */
  answered(): number;
  close(): Promise<void>;
}

/** @param port 0 for one that is free */
export async function serveWitness(witness: Witness, port: number): Promise<WitnessServer> {
  let answered = 0;
  const server = createServer({requestTimeout: REQUEST_PATIENCE_MS}, (request, response) => {
    answer(witness, request)
      .then((answer) => send(response, answer))
      .catch((error: unknown) => fail(response, error))
      .finally(() => {
        answered++;
      });
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${address.port}`,
    answered: () => answered,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function answer(witness: Witness, request: IncomingMessage): Promise<WitnessReply> {
  const path = request.url ?? '';
  if (request.method === 'POST' && path === '/add-checkpoint') {
    const body = await bodyOf(request);
    return body ? witness.addCheckpoint(body) : reply(400, 'too long\n');
  }
  const digest = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
  if (request.method === 'GET' && digest) return witness.checkpointOf(digest);
  return reply(404, 'not found\n');
}

/** Null when it is longer than any request can be. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    // Read to its end all the same: whoever sends it can then hear the answer.
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes <= MAX_REQUEST_BYTES ? Buffer.concat(chunks) : null;
}

function send(response: ServerResponse, {status, contentType, body}: WitnessReply): void {
  response.writeHead(status, {'content-type': contentType, 'cache-control': 'no-store'});
  response.end(body);
}

/** Whoever asks learns that it failed; whoever runs the witness learns why. */
function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof DolenError ? `${error.code}: ${error.message}` : 'UNEXPECTED';
  process.stderr.write(`dolen: ${message}\n`);
  if (!response.headersSent) response.writeHead(500, {'content-type': 'text/plain'});
  response.end('the witness failed\n');
}
