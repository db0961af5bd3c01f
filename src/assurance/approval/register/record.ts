/** One record of the public register of data uses: fields of the HDR UK Gateway, and a few of our own. */

import {z} from 'zod';

const Text = z.string().nullable();
const Texts = z.array(z.string());
const Day = z.iso.date().nullable();

/**
 * Names as in the Gateway's `dur` (governance reference §4.5). Texts are null where nothing was said.
 * There is no field for how to reach anybody, and none for a person.
 */
export const RegisterRecordSchema = z.strictObject({
  project_id_text: z.string(),
  project_title: z.string(),
  lay_summary: z.string(),
  public_benefit_statement: z.string(),
  technical_summary: z.string(),
  organisation_name: z.string(),
  organisation_id: Text,
  organisation_sector: z.string(),
  /** A number of the Gateway's own, which it gives itself. */
  sector_id: z.null(),
  /** Organisations of the people who take part. */
  non_gateway_applicants: Texts,
  funders_and_sponsors: Texts,
  other_approval_committees: Texts,
  non_gateway_datasets: Texts,
  accredited_researcher_status: Text,
  sublicence_arrangements: Text,
  request_category_type: Text,
  request_frequency: Text,
  project_start_date: Day,
  project_end_date: Day,
  latest_approval_date: Day,
  access_date: Day,
  data_sensitivity_level: Text,
  legal_basis_for_data_article6: Text,
  legal_basis_for_data_article9: Text,
  duty_of_confidentiality: Text,
  national_data_optout: Text,
  dataset_linkage_description: Text,
  confidential_data_description: Text,
  access_type: Text,
  privacy_enhancements: Text,
  gateway_outputs_tools: Texts,
  gateway_outputs_papers: Texts,
  non_gateway_outputs: Texts,
  rejection_reason: Text,
  status: z.enum(['ACTIVE', 'DRAFT', 'ARCHIVED']),
  active_date: Day,
  dolen_application: z.string(),
  dolen_version: z.int().positive(),
  dolen_state: z.string(),
  /** Index in the audit log of the entry that approved or rejected it. */
  dolen_decision_entry: z.int().nonnegative().nullable(),
  dolen_reading_age: z.number().nonnegative(),
});

export type RegisterRecord = Readonly<z.infer<typeof RegisterRecordSchema>>;

/** The log as it was when the register was made: whoever has a checkpoint can tell whether it was this log. */
export const RegisterSchema = z.strictObject({
  log: z.strictObject({
    origin: z.string(),
    size: z.int().nonnegative(),
    root: z.string(),
  }),
  as_of: z.iso.date(),
  records: z.array(RegisterRecordSchema),
});

export type Register = Readonly<z.infer<typeof RegisterSchema>>;

export const RECORD_FIELDS = Object.keys(RegisterRecordSchema.shape) as (keyof RegisterRecord)[];
