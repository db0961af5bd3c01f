/** Reads a linkage model from JSON or YAML, writes one, and names its content. */

import {parseDefinition} from '../../../kernel/contract/parse.ts';
import {type Digest, sha256} from '../../../kernel/digests.ts';
import {type LinkageModel, LinkageModelSchema} from './schema.ts';

/** @throws DataFault MODEL_INVALID with every path that is wrong */
export const readLinkageModel = (text: string): LinkageModel =>
  parseDefinition(text, LinkageModelSchema, 'MODEL_INVALID');

/** SHA-256 of the parsed model: comments and white space do not change it. */
export const linkageModelDigest = (model: LinkageModel): Digest => sha256(JSON.stringify(model));

/** A model as a file that people read: JSON, two blanks deep. */
export const writeLinkageModel = (model: LinkageModel): string =>
  `${JSON.stringify(model, null, 2)}\n`;
