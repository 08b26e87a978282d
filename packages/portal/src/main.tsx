// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { RefusedError, SignedOutError } from './shared/fhir.ts';
import { Portal } from './shared/shell.tsx';
import { Welcome } from './shared/welcome.tsx';
import { startWords } from './shared/words/index.ts';
import './styles.css';

const PatientPortal = () => {
  const { t } = useTranslation();
  const sections = [
    { to: '/patient', label: t('nav.home') },
    { to: '/patient/health', label: t('nav.health') },
    { to: '/patient/documents', label: t('nav.documents') },
    { to: '/patient/access', label: t('nav.access') },
    { to: '/patient/accesses', label: t('nav.accesses') },
  ];
  return (
    <Portal sections={sections} isFor={({ recordId, kind }) => kind !== 'professional' && recordId !== undefined} />
  );
};

const ProPortal = () => {
  const { t } = useTranslation();
  return <Portal sections={[{ to: '/pro', label: t('nav.patients') }]} isFor={({ kind }) => kind === 'professional'} />;
};

const root = createRootRoute({ component: Outlet });
const patient = createRoute({ getParentRoute: () => root, path: '/patient', component: PatientPortal });
const pro = createRoute({ getParentRoute: () => root, path: '/pro', component: ProPortal });

/** What a page needs is loaded when it is gone to. */
const of = {
  patient: (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => patient, path, component }),
  pro: (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => pro, path, component }),
};

const router = createRouter({
  defaultPreload: 'intent',
  routeTree: root.addChildren([
    createRoute({ getParentRoute: () => root, path: '/', component: Welcome }),
    patient.addChildren([
      of.patient(
        '/',
        lazyRouteComponent(() => import('./patient/home.tsx'), 'Home'),
      ),
      of.patient(
        '/health',
        lazyRouteComponent(() => import('./patient/health.tsx'), 'Health'),
      ),
      of.patient(
        '/documents',
        lazyRouteComponent(() => import('./patient/documents.tsx'), 'Documents'),
      ),
      of.patient(
        '/documents/$documentId',
        lazyRouteComponent(() => import('./patient/document.tsx'), 'PatientDocument'),
      ),
      of.patient(
        '/access',
        lazyRouteComponent(() => import('./patient/access.tsx'), 'Access'),
      ),
      of.patient(
        '/accesses',
        lazyRouteComponent(() => import('./patient/accesses.tsx'), 'Accesses'),
      ),
    ]),
    pro.addChildren([
      of.pro(
        '/',
        lazyRouteComponent(() => import('./pro/patients.tsx'), 'Patients'),
      ),
      of.pro(
        '/records/$recordId',
        lazyRouteComponent(() => import('./pro/record.tsx'), 'ProRecord'),
      ),
      of.pro(
        '/records/$recordId/documents/$documentId',
        lazyRouteComponent(() => import('./pro/record.tsx'), 'ProDocument'),
      ),
    ]),
  ]),
});

const TRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Every reading is an access that stands in the journal: not again because a window has the focus.
      refetchOnWindowFocus: false,
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < TRIES && !(error instanceof RefusedError) && !(error instanceof SignedOutError),
    },
  },
});

await startWords();
const place = document.getElementById('root');
if (place === null) throw new Error('the page has no root');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
