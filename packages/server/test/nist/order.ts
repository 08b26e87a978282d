// SPDX-License-Identifier: Apache-2.0
import type { Section } from './plan.ts';

/** The kit keeps the order of its sections in index files that its public part does not have everywhere. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  '11992': ['submit', 'rplc', 'eval'],
  '11994': ['submit', 'xfrm', 'rplc', 'eval'],
  '11995': ['submit', 'rplc', 'eval'],
  '12002': ['create_folder', 'add_to_folder', 'eval'],
  '12323': [
    ...['no_time', 'verify_no_submission_time', 'has_time', 'verify_has_submission_time'],
    ...['add_to_folder', 'verify_time_updated', 'rplc', 'verify_time_updated_by_rplc'],
  ],
  '12326': ['create_folder', 'add_to_folder', 'eval'],
  '12344': ['submit_doc', 'submit_doc_w_fol', 'submit_2doc_w_fol', 'submit_doc_for_rplc', 'rplc'],
  '12345': ['submit_doc', 'submit_doc_w_fol', 'submit_2doc_w_fol', 'submit_doc_for_rplc', 'rplc'],
  '12346': ['patient_identity_feed', 'single_doc', 'doc_w_fol', 'two_doc_w_fol', 'doc_for_rplc', 'rplc'],
  '12374': [
    'register_new_patient_id',
    'submit_doc',
    'submit_doc_w_fol',
    'submit_2doc_w_fol',
    'submit_doc_for_rplc',
    'rplc',
  ],
  '15800': ['original', 'update', 'query_by_uniqueid'],
  '15802': [
    ...['load_docentry_1', 'deprecate_docentry_1', 'confirm_docentry_1_deprecated'],
    ...['undeprecate_docentry_1', 'confirm_docentry_1_undeprecated'],
  ],
  '15802b': ['load_docentry_2', 'update_docentry_2', 'verify_orig_docentry_2_deprecated', 'approve_orig_docentry_2'],
  '15806': ['submit', 'query', 'resubmit', 'verify'],
  '20000b': ['original', 'update', 'query_by_uniqueid'],
  '20000e': ['two_doc_w_fol', 'update_no_ap', 'query_by_uniqueid', 'query_by_uniqueid_level_2'],
  '20003': [
    'original',
    'query_original',
    'success_update',
    'query_success_update',
    'failed_update',
    'query_failed_update',
  ],
  '20004': [
    'original',
    'query_original',
    'success_update',
    'query_success_update',
    'failed_update',
    'query_failed_update',
  ],
  '20008': ['doc_w_fol', 'submit_hm_assoc', 'query_by_uniqueid', 'query_for_fd_de_assoc'],
  '21003': ['original', 'query_original', 'update', 'query_update', 'query_leaf', 'query_ref'],
  '21004': [
    ...['doc1', 'doc2', 'depr_doc1', 'fail_assoc_1', 'appr_doc1', 'depr_doc2', 'fail_assoc_2', 'appr_doc2'],
    ...['success_assoc', 'eval_assoc'],
  ],
  '30001': ['submit', 'eval', 'remove', 'eval_remove'],
  '30004': ['submit', 'apnd', 'eval', 'remove', 'eval_remove'],
  '30006': ['submit', 'xfrm_rplc', 'apnd_rplc', 'eval_submit', 'remove', 'eval_remove'],
  'ReposAcceptanceTest-1111': ['SubmitSingleDoc', 'SubmitRplc'],
  'ReposAcceptanceTest-1112': ['SubmitSingleDoc', 'SubmitApnd', 'SubmitXfrmRplc'],
  RMDInit2: ['Patient_B_Documents_in_Folder', 'Patient_B_XFRM'],
};

/** Where no order is given: what is looked at comes after what is submitted. */
const rank = ({ name, steps }: Section): number => {
  if (/^(eval|query|verify|confirm)/.test(name)) return 2;
  return steps.some(({ transaction }) => transaction === 'Retrieve') ? 3 : 1;
};

export const inOrder = (test: string, sections: readonly Section[]): readonly Section[] => {
  const order = ORDER[test];
  if (order === undefined) return sections.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return order.flatMap((name) => sections.filter((section) => section.name === name));
};
