// SPDX-License-Identifier: Apache-2.0
export { type FactContext, factId, renderFact } from './render-fact.ts';
export { renderBenefit, renderReports } from './render-reports.ts';
export { renderSummary } from './summary.ts';
export { summaryPdf } from './summary-pdf.ts';
