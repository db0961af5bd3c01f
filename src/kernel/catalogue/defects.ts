/** Defects: we are wrong, or the machine is; and commands that were not understood. */

import {defect, usage} from './line.ts';

export const DEFECTS = {
  USAGE: usage('the command was not understood', 'run it again with --help'),
  INPUT_NOT_FOUND: usage('an input file or folder does not exist', 'check the path that was given'),
  OUTPUT_EXISTS: usage(
    'the output is already there',
    'choose another place; nothing is ever overwritten',
  ),
  WITNESS_UNREACHABLE: defect(
    'the witness did not answer',
    'try again later, or carry request and reply by file: dolen audit cosign --request-out FILE',
  ),
  WITNESS_BROKEN: defect(
    'the witness cannot trust its own record',
    'stop this witness and keep its folder; a new witness starts with a new name and key',
  ),
  LOG_BROKEN: defect(
    'the audit log does not verify',
    'stop, keep a copy, and compare it with the last checkpoint held outside',
  ),
  LOG_UNWRITABLE: defect(
    'the audit log could not be written, so nothing was done',
    'check disk space and permissions of the audit folder',
  ),
  LOG_BUSY: defect('the audit log is held by another process', 'wait for it to end and try again'),
  CLOCK_WENT_BACK: defect(
    'the clock is earlier than the last entry of the log',
    'set the clock of this machine right',
  ),
  THREAD_FAILED: defect(
    'a worker thread failed',
    'run the command again with --threads 1; if it fails again, report the step',
  ),
  DATABASE_FAILED: defect(
    'the database could not carry out a statement',
    'run dolen doctor; if it persists, report the code and the step',
  ),
  OUT_OF_SPACE: defect(
    'there was no space or memory left',
    'free disk space or raise --memory, and run the same command again',
  ),
  CHILD_FAILED: defect('a zone command failed', 'its own message stands above'),
  UNEXPECTED: defect('something failed that should not', 'report the code and the step'),
} as const;
