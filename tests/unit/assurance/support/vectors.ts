/** The shared test vectors, read in place; tests that need them say so when they are not there. */

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const shared = process.env.DOLEN_SHARED ?? join(import.meta.dirname, '../../../../../shared');
const path = join(shared, 'data/governance/vectors.json');

export const hasVectors = existsSync(path);
export const WITHOUT_VECTORS = 'needs the shared vectors: set DOLEN_SHARED';

if (!hasVectors) console.warn(`skipped, no ${path}: ${WITHOUT_VECTORS}`);

interface Proof {
  readonly proof_hex: readonly string[];
}

/** A request to a witness, and the status that it is answered with. */
export interface WitnessCase {
  readonly name: string;
  readonly status: number;
  readonly request: string;
  readonly response_body?: string;
  readonly response_content_type?: string;
}

export interface Vectors {
  readonly rfc6962: {
    readonly inputs_hex: readonly string[];
    readonly leaf_hashes_hex: readonly string[];
    readonly roots_hex: {readonly [size: string]: string};
    readonly inclusion_proofs: readonly (Proof & {readonly index: number; readonly size: number})[];
    readonly consistency_proofs: readonly (Proof & {readonly old: number; readonly new: number})[];
  };
  readonly checkpoint_parse_only: {
    readonly note: string;
    readonly origin: string;
    readonly size: number;
    readonly signature_payload_bytes: readonly number[];
  };
  readonly tile_paths: {
    readonly index_to_path: {readonly [index: string]: string};
    readonly tiles_for_size: {
      readonly [size: string]: readonly {level: number; full: number; partial_width: number}[];
    };
  };
  readonly tile_tree: {
    readonly roots_hex: {readonly [size: string]: string};
    readonly tiles_sha256_hex: {readonly [path: string]: string};
    readonly entry_bundles_sha256_hex: {readonly [path: string]: string};
  };
  readonly log: {
    readonly origin: string;
    readonly seed_hex: string;
    readonly vkey: string;
    readonly checkpoint_3: string;
    readonly checkpoint_8: string;
    readonly tile_0_000_p_8_hex: string;
    readonly entry_bundle_000_p_8_hex: string;
  };
  readonly witnesses: readonly {
    readonly name: string;
    readonly seed_hex: string;
    readonly vkey: string;
  }[];
  readonly cosignatures: {
    readonly times: readonly number[];
    readonly signed_message_0: string;
    readonly lines: readonly string[];
    readonly cosigned_checkpoint_8: string;
  };
  readonly policy_file: {
    readonly text: string;
    readonly cosigned_checkpoint_8_meets_quorum: boolean;
    readonly checkpoint_8_meets_quorum: boolean;
  };
  readonly tlog_proof: {readonly entry_hex: string; readonly text: string};
  readonly witness_requests: {
    readonly cases: readonly WitnessCase[];
    readonly fresh_witness_cases: readonly WitnessCase[];
  };
  readonly pseudonym_example: {
    readonly root_key_hex: string;
    readonly cases: readonly {
      readonly zone: string;
      readonly project: string;
      readonly fieldType: string;
      readonly keyVersion: string;
      readonly subkey_hex: string;
      readonly input: string;
      readonly pseudonym_uuid: string;
    }[];
  };
  readonly commitment_example: {
    readonly salt_hex: string;
    readonly value: string;
    readonly commitment_hex: string;
  };
}

/** Only inside tests that are skipped without them. */
export const vectors = (): Vectors => JSON.parse(readFileSync(path, 'utf8')) as Vectors;
