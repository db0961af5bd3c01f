/** Chunks that are done, on disk, so that a run that was killed goes on where it stopped. */

import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {deserialize, serialize} from 'node:v8';
import {exists, writeWhole} from '../../../engine/files.ts';
import type {ScoredChunk} from '../score/scoring-jobs.ts';

export class ChunkStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Opens the folder of a run that is not finished. Chunks of another model, other data or another
   * floor are removed.
   * @param plan a digest of all that the chunks follow from
   */
  static async open(folder: string, plan: string): Promise<ChunkStore> {
    const planFile = join(folder, 'plan');
    const known = (await exists(planFile)) ? await readFile(planFile, 'utf8') : null;
    if (known !== plan) {
      await rm(folder, {recursive: true, force: true});
      await mkdir(folder, {recursive: true, mode: 0o700});
      await writeWhole(planFile, plan);
    }
    return new ChunkStore(folder);
  }

  async read(number: number): Promise<ScoredChunk | null> {
    try {
      return deserialize(await readFile(this.#file(number))) as ScoredChunk;
    } catch {
      // Absent, or cut short with the machine's power: scored again.
      return null;
    }
  }

  /** Whole or not at all: a kill in between leaves no half chunk. */
  async write(number: number, chunk: ScoredChunk): Promise<void> {
    const file = this.#file(number);
    await writeFile(`${file}.partial`, serialize(chunk), {mode: 0o600});
    await rename(`${file}.partial`, file);
  }

  async clear(): Promise<void> {
    await rm(this.#folder, {recursive: true, force: true});
  }

  #file(number: number): string {
    return join(this.#folder, `chunk-${String(number).padStart(6, '0')}`);
  }
}
