// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { DocumentList } from '../shared/document-list.tsx';
import { Title } from '../shared/shell.tsx';
import { useRecord } from './use-record.ts';

export const Documents = () => {
  const { t } = useTranslation();
  const { recordId } = useRecord();
  return (
    <>
      <Title>{t('documents.title')}</Title>
      <DocumentList recordId={recordId} pageOf={(id) => `/patient/documents/${id}`} />
    </>
  );
};
