/** Text files as people export them: UTF-8 with or without a mark, or Windows-1252. */

import {createReadStream} from 'node:fs';
import {open} from 'node:fs/promises';

export type TextEncoding = 'utf-8' | 'windows-1252';

/** UTF-8 when every byte sequence is valid UTF-8, else Windows-1252, which accepts anything. */
export async function detectEncoding(path: string): Promise<TextEncoding> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  try {
    for await (const bytes of createReadStream(path)) decoder.decode(bytes, {stream: true});
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Rewrites a Windows-1252 file as UTF-8. */
export async function transcodeToUtf8(from: string, to: string): Promise<void> {
  const decoder = new TextDecoder('windows-1252');
  const handle = await open(to, 'w', 0o600);
  try {
    for await (const bytes of createReadStream(from, {highWaterMark: 1 << 20})) {
      // Unlike write, this goes on after a short write: half a text would pass for a whole one.
      await handle.writeFile(decoder.decode(bytes, {stream: true}));
    }
  } finally {
    await handle.close();
  }
}
