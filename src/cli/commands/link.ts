/** The linkage engine alone, on any files: no zone, no log, nothing kept but what is asked for. */

import type {Command} from '../command.ts';
import {blocks} from './link/blocks.ts';
import {evaluate} from './link/evaluate.ts';
import {exportModel} from './link/export.ts';
import {importModel} from './link/import.ts';
import {run} from './link/run.ts';
import {score} from './link/score.ts';
import {train} from './link/train.ts';

export const linkCommands: readonly Command[] = [
  run,
  train,
  evaluate,
  score,
  blocks,
  importModel,
  exportModel,
];
