/** The terminal in raw mode: a key at a time, and everything as it was afterwards. */

import type {Terminal} from './screen.ts';

/** Runs an act with the keys of the terminal; whatever happens, the terminal is given back whole. */
export async function withTerminal<T>(act: (terminal: Terminal) => Promise<T>): Promise<T> {
  const {stdin, stdout} = process;
  const waiting: ((key: string | null) => void)[] = [];
  const pressed: string[] = [];
  let isOver = false;
  const onData = (text: string) => {
    for (const key of text) {
      const next = waiting.shift();
      if (next) next(key);
      else pressed.push(key);
    }
  };
  const onEnd = () => {
    isOver = true;
    for (const next of waiting.splice(0)) next(null);
  };
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.on('end', onEnd);
  stdin.resume();
  try {
    return await act({
      write: (text) => void stdout.write(text),
      key: () => {
        const next = pressed.shift();
        if (next !== undefined) return Promise.resolve(next);
        return isOver ? Promise.resolve(null) : new Promise((done) => waiting.push(done));
      },
    });
  } finally {
    stdin.setRawMode(false);
    stdin.off('data', onData);
    stdin.off('end', onEnd);
    stdin.pause();
  }
}
