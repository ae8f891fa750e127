/** Applications that people sign in to, and packages that Macs install. */
import { Tabs } from '@mantine/core';
import { useLocation, useParams } from 'wouter';
import { Page } from '../../parts/page.tsx';
import { ClientsSection } from './clients-section.tsx';
import { PackagesSection } from './packages-section.tsx';

/** The page. */
export default function AppsPage() {
  const { section = 'sign-in' } = useParams<{ section?: string }>();
  const [, navigate] = useLocation();
  return (
    <Page title="Apps" lead="What people sign in to with their account, and what Macs install." wide>
      <Tabs value={section} onChange={(next) => navigate(`/apps/${next ?? 'sign-in'}`)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="sign-in">Sign-in (OpenID Connect)</Tabs.Tab>
          <Tabs.Tab value="packages">Packages for Macs</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sign-in">
          <ClientsSection />
        </Tabs.Panel>
        <Tabs.Panel value="packages">
          <PackagesSection />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
