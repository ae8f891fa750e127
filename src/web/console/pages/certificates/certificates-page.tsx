/** Certificates of Macs, and authorities whose smart cards are trusted. */
import { Tabs } from '@mantine/core';
import { useLocation, useParams } from 'wouter';
import { Page } from '../../parts/page.tsx';
import { AuthoritiesSection } from './authorities-section.tsx';
import { IdentitiesSection } from './identities-section.tsx';
import { SigningSection } from './signing-section.tsx';

/** The page. */
export default function CertificatesPage() {
  const { section = 'macs' } = useParams<{ section?: string }>();
  const [, navigate] = useLocation();
  return (
    <Page title="Certificates" lead="Who the Macs are, whose cards are trusted, and what this server signs with." wide>
      <Tabs value={section} onChange={(next) => navigate(`/certificates/${next ?? 'macs'}`)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="macs">Macs</Tabs.Tab>
          <Tabs.Tab value="smart-cards">Smart card authorities</Tabs.Tab>
          <Tabs.Tab value="server">This server</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="macs">
          <IdentitiesSection />
        </Tabs.Panel>
        <Tabs.Panel value="smart-cards">
          <AuthoritiesSection />
        </Tabs.Panel>
        <Tabs.Panel value="server">
          <SigningSection />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
