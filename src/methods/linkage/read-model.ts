/** Reads a linkage model from YAML, and names its content. */

import {parseDefinition} from '../../kernel/contract/parse.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {type LinkageModel, LinkageModelSchema} from './model.ts';

/** @throws DataFault MODEL_INVALID with every path that is wrong */
export const readModel = (text: string): LinkageModel =>
  parseDefinition(text, LinkageModelSchema, 'MODEL_INVALID');

/** SHA-256 of the parsed model: comments and white space do not change it. */
export const modelDigest = (model: LinkageModel): Digest => sha256(JSON.stringify(model));
