/** The module that a scoring thread runs. */

import {serveJobs} from '../../../engine/thread-server.ts';
import {scoringHandle} from './scoring-jobs.ts';

serveJobs(scoringHandle());
